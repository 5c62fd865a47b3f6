"""What we ask of a WebSub hub and what its words mean for a subscription. Pure (W3C WebSub, 5 and 7)."""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import datetime, timedelta

from syndicator.model import Subscription

# What we ask for; hubs give what they like.
WANTED_LEASE = timedelta(days=10)
LONGEST_LEASE = timedelta(days=90)
SHORTEST_LEASE = timedelta(minutes=1)
# A lease is renewed when this part of it has gone.
RENEW_AFTER = 0.8
# A hub that took our wish should verify it within this time; then, and after a failure, we ask again, doubling …
PATIENCE = timedelta(minutes=5)
LONGEST_PATIENCE = timedelta(days=1)
MOST_DOUBLINGS = 9
# … and after a refusal much later.
REFUSED_FOR = timedelta(days=7)
# WebSub, 8: the signature's methods. SHA-1 is too weak to make more than a hint.
METHODS = frozenset({"sha256", "sha384", "sha512"})


def form(one: Subscription, callback: str) -> dict[str, str]:
    """The fields of a subscription request (5.1)."""
    return {
        "hub.mode": "subscribe",
        "hub.topic": one.topic,
        "hub.callback": callback,
        "hub.secret": one.secret,
        "hub.lease_seconds": str(int(WANTED_LEASE.total_seconds())),
    }


def asked(one: Subscription, now: datetime) -> Subscription:
    """After the hub was asked, whatever came of it: unless it verifies, it will be asked again, ever more rarely."""
    wait: timedelta = PATIENCE * 2 ** min(one.failures, MOST_DOUBLINGS)
    return replace(one, failures=one.failures + 1, due=now + min(wait, LONGEST_PATIENCE))


def refused(one: Subscription, now: datetime) -> Subscription:
    """After the hub said no (5.2), by its answer or by hub.mode=denied."""
    return replace(one, due=now + REFUSED_FOR)


def confirmed(one: Subscription, lease_seconds: str, now: datetime) -> Subscription:
    """After the hub verified our intent (5.3); a lease that is not said counts as the one we asked for."""
    said = lease_seconds.strip()
    seconds = int(said[:9]) if said.isascii() and said.isdecimal() else WANTED_LEASE.total_seconds()
    lease = min(max(timedelta(seconds=seconds), SHORTEST_LEASE), LONGEST_LEASE)
    return replace(one, failures=0, expires=now + lease, due=now + lease * RENEW_AFTER)


def is_signed(one: Subscription, signature: str, body: bytes) -> bool:
    """Whether `signature`, as in X-Hub-Signature (8), is that of `body` under our secret; in constant time."""
    method, _, digest = signature.strip().partition("=")
    if method not in METHODS or not digest.isascii():
        return False
    return hmac.compare_digest(hmac.new(one.secret.encode(), body, method).hexdigest(), digest.lower())
