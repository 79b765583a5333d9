"""The house itself: it starts, and its rooms are where the design says."""

import pytest
from wagtail.models import Page


@pytest.mark.django_db
def test_a_fresh_database_has_wagtails_root_page():
    assert Page.objects.filter(depth=1).count() == 1
