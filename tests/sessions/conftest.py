import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def empty_cache():
    """Renderings and counts are kept for seconds; a rolled back board's number comes again."""
    cache.clear()
