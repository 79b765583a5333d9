"""What a test needs and this machine may not have."""

import os
from typing import NoReturn

import pytest


def not_here(what: str, remedy: str) -> NoReturn:
    """Skip with the reason, or fail where REQUIRE_ALL says that everything has to be here."""
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail(f"{what}, and REQUIRE_ALL is set")
    pytest.skip(f"{what}: {remedy}")
