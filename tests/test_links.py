"""Absolute addresses come from SITE_URL and lead to this site only."""

import pytest

from citycamp import links


def test_a_path_becomes_an_address(settings):
    settings.SITE_URL = "https://camp.example.org"
    assert links.absolute("/events/raleigh/") == "https://camp.example.org/events/raleigh/"
    assert links.host() == "camp.example.org"


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:1", ""])
def test_anything_else_is_refused(path):
    with pytest.raises(ValueError, match="path of this site"):
        links.absolute(path)
