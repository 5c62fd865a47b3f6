"""WebSub as a subscriber: asks sources' hubs, and takes what they say at the callback."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import Connection

from syndicator.errors import FetchError
from syndicator.gather import lease
from syndicator.gather.guard import require_url, same_server
from syndicator.model import Settings, Source, Subscription
from syndicator.service.status import store_of_environment
from syndicator.store import Store, sources, subscriptions

log = structlog.get_logger("syndicator.websub")

# How many hubs are asked in one round; the next round is a few seconds away.
A_ROUND = 20
# Whatever hubs say, a source is not asked again sooner than this after its last poll …
SOONEST = timedelta(seconds=5)
# … and this, when nobody signed for it.
SOONEST_UNSIGNED = timedelta(minutes=5)


class Post(Protocol):
    """How a form goes to a hub: `gather.http.Client.post`."""

    async def __call__(self, url: str, fields: dict[str, str], *, allow_private: bool = False) -> tuple[int, str]: ...


def token() -> str:
    """Nobody guesses it: the callback's address is a secret (WebSub, 7)."""
    return secrets.token_urlsafe(24)


def callback(settings: Settings, one: Subscription) -> str:
    return f"{settings.site.base_url}/websub/{one.token}"


def may_subscribe(settings: Settings, source: Source) -> bool:
    """A hub must reach us, and safely; a source inside a private network may do without TLS."""
    return settings.site.base_url.startswith("https://") or source.allow_private


async def renew(store: Store, settings: Settings, post: Post, now: datetime) -> int:
    """Asks the hubs whose time has come to subscribe us, and returns how many. One's failure is not another's."""
    declared = {one.id: one for one in settings.sources}
    with store.read() as connection:
        waiting = subscriptions.due(connection, now, A_ROUND)
        gone = subscriptions.orphans(connection)
    asked = [await _ask(one, declared.get(one.source), settings, post, now) for one in waiting]
    if asked or gone:
        with store.write() as connection:
            for one in asked:
                _keep_unless_changed(connection, one)
            subscriptions.forget(connection, gone)
    return len(asked)


async def _ask(one: Subscription, source: Source | None, settings: Settings, post: Post, now: datetime) -> Subscription:
    if source is None or not may_subscribe(settings, source):
        return lease.refused(one, now)
    fields = lease.form(one, callback(settings, one))
    try:
        # What a feed names as its hub is a stranger's word: only its own server may lie inside.
        private = source.allow_private and same_server(require_url(one.hub), require_url(source.url))
        status, words = await post(one.hub, fields, allow_private=private)
    except FetchError as error:
        log.info("推送中心没有答复", source=one.source, hub=one.hub, error=str(error))
        return lease.asked(one, now)
    if 400 <= status < 500 and status != 429:
        log.info("推送中心不接受订阅", source=one.source, hub=one.hub, status=status, words=words)
        return lease.refused(one, now)
    return lease.asked(one, now)


def _keep_unless_changed(connection: Connection, one: Subscription) -> None:
    """The hub may have verified while we waited for its answer: what it said then counts."""
    standing = subscriptions.by_token(connection, one.token)
    if standing is not None and standing.expires == one.expires:
        subscriptions.put(connection, one)


class Callbacks:
    """What hubs say to us. The web server's process makes one, and calls it in a thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def verify(self, token: str, mode: str, topic: str, lease_seconds: str) -> bool:
        """Whether we want what the hub asks about (WebSub, 5.3); a denial (5.2) is heard."""
        now, one = _now(), self._known(token)
        if mode == "unsubscribe":
            return one is None
        if one is None or one.topic != topic or mode not in ("subscribe", "denied"):
            return False
        with self._store.write() as connection:
            if mode == "denied":
                subscriptions.put(connection, lease.refused(one, now))
                sources.lease(connection, one.source, None)
                return True
            fresh = lease.confirmed(one, lease_seconds, now)
            subscriptions.put(connection, fresh)
            if fresh.pushed is not None:
                sources.lease(connection, one.source, fresh.expires)
            return True

    def pushed(self, token: str, signature: str | None, body: bytes) -> bool:
        """Hears that there is news; False when nobody subscribed here, which ends the hub's subscription (7.1).

        What is signed wrongly is dropped without a word, as the Recommendation asks (8).
        """
        now, one = _now(), self._known(token)
        if one is None or one.expires is None or one.expires < now:
            return False
        signed = signature is not None and lease.is_signed(one, signature, body)
        if signature is not None and not signed:
            return True
        with self._store.write() as connection:
            if signed:
                subscriptions.put(connection, replace(one, pushed=now))
                sources.lease(connection, one.source, one.expires)
            sources.hurry(connection, one.source, now, SOONEST if signed else SOONEST_UNSIGNED)
        return True

    def known(self, token: str) -> bool:
        """Whether anybody subscribed here: a stranger's body is not even read."""
        return self._known(token) is not None

    def _known(self, token: str) -> Subscription | None:
        """Found without writing: a crowd of strangers must not keep the one writer."""
        with self._store.read() as connection:
            return subscriptions.by_token(connection, token)


def callbacks() -> Callbacks:
    """Those of the database that the environment names. What the web server's process calls."""
    return Callbacks(store_of_environment())


def _now() -> datetime:
    return datetime.now(UTC)
