"""Rates, and whose they are."""

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory

from citycamp.throttle import network_of, wait

LIMITS = ((3, 60), (10, 3_600))


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


def test_three_a_minute_and_ten_an_hour():
    with time_machine.travel("2027-03-06T10:00:00Z", tick=False) as clock:
        assert [wait("code", "ana", LIMITS) > 0 for _ in range(4)] == [False, False, False, True]
        assert wait("code", "ben", LIMITS) == 0
        for _ in range(2):
            clock.shift(60)
            assert [wait("code", "ana", LIMITS) for _ in range(3)] == [0, 0, 0]
        clock.shift(60)
        assert wait("code", "ana", LIMITS) == 3420 + 1
        clock.shift(3600)
        assert wait("code", "ana", LIMITS) == 0


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "network"),
    [
        (0, "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (1, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        (2, "10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "10.0.0.1", "198.51.100.1", "10.0.0.1"),
        (1, "10.0.0.1", "nonsense", "unknown"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        (0, "::ffff:203.0.113.7", "", "203.0.113.7"),
    ],
)
def test_a_forged_header_changes_nobody(settings, proxies, remote, forwarded, network):
    settings.TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert network_of(request) == network
