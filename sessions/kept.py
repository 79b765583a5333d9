"""The cache of what boards have drawn: apart from the counts of who may do what how often (settings.CACHES)."""

from django.core.cache import BaseCache, caches
from django.utils.connection import ConnectionProxy

cache: BaseCache = ConnectionProxy(caches, "drawn")  # type: ignore[assignment]
