"""What hubs' words mean for a subscription."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from syndicator.gather import lease
from syndicator.gather.headers import links
from syndicator.model import Subscription

NOW = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
ONE = Subscription("paper", "https://hub.example/", "https://paper.example/feed", "token", "secret", due=NOW)


@given(st.text(max_size=30))
def test_whatever_lease_a_hub_gives_it_is_renewed_before_it_ends(said: str) -> None:
    one = lease.confirmed(ONE, said, NOW)
    assert one.due is not None
    assert one.expires is not None
    assert NOW < one.due < one.expires <= NOW + lease.LONGEST_LEASE


def test_a_lease_of_so_many_seconds_lasts_so_long() -> None:
    assert lease.confirmed(ONE, "3600", NOW).expires == NOW + timedelta(hours=1)


def test_a_silent_hub_is_asked_ever_more_rarely_but_every_day() -> None:
    one, waits = ONE, []
    for _ in range(20):
        one = lease.asked(one, NOW)
        assert one.due is not None
        waits.append(one.due - NOW)
    assert waits == sorted(waits)
    assert waits[0] == lease.PATIENCE
    assert waits[-1] == timedelta(days=1)


def test_a_confirmation_forgives_earlier_silence() -> None:
    assert lease.confirmed(lease.asked(lease.asked(ONE, NOW), NOW), "86400", NOW).failures == 0


@given(st.binary(max_size=200), st.sampled_from(sorted(lease.METHODS)))
def test_only_the_signature_of_this_body_under_our_secret_counts(body: bytes, method: str) -> None:
    digest = hmac.new(b"secret", body, method).hexdigest()
    assert lease.is_signed(ONE, f"{method}={digest}", body)
    assert lease.is_signed(ONE, f"{method}={digest.upper()}", body)
    assert not lease.is_signed(ONE, f"{method}={digest}", body + b".")
    assert not lease.is_signed(ONE, f"{method}={hmac.new(b'other', body, method).hexdigest()}", body)


def test_weak_strange_or_broken_signatures_count_for_nothing() -> None:
    sha1 = hmac.new(b"secret", b"x", hashlib.sha1).hexdigest()
    for said in (f"sha1={sha1}", "md5=00", "", "=", "sha256", "sha256=", "sha256=äö", "new=" + "0" * 64):
        assert not lease.is_signed(ONE, said, b"x")


def test_link_headers_name_hub_and_topic_whatever_their_order_and_quoting() -> None:
    values = [
        '</feed?a=1,2>; rel="self", <https://hub.example/>; rel=hub',
        '<https://other.example/>; title="x; rel=hub"; rel="hub"',
        '<style.css>; rel="preload stylesheet"; as=style',
    ]
    found = links(values, "https://paper.example/x/")
    assert found["self"] == "https://paper.example/feed?a=1,2"
    assert found["hub"] == "https://hub.example/"
    assert found["stylesheet"] == "https://paper.example/x/style.css"


@given(st.lists(st.text(max_size=300), max_size=5))
@example(["<http://[>; rel=hub", "<a>; rel"])
def test_no_link_header_breaks_the_reading(values: list[str]) -> None:
    links(values, "https://paper.example/")
