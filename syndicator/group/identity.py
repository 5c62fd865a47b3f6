"""By which key an item of a source is known again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b

from syndicator.model import Draft
from syndicator.refine import characters
from syndicator.refine.html import to_text
from syndicator.refine.text import comparable, comparable_title
from syndicator.refine.urls import canonical, is_article

# Longer ones are kept as their hash, so that two that differ behind this bound stay two.
MAX_KEY = 500


def keys(drafts: Sequence[Draft]) -> list[str]:
    """One key a draft, in order: the feed's own id, else the canonical URL, else a hash of title and text.

    An id that one document gives to several URLs names none of them, nor does one like "3" or the site's address that
    the next document may give to another: these are told apart by the URL. Equal keys mean the same item told twice.
    """
    leads_to: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        if own := characters.plain(draft.key or ""):
            leads_to[own].add(_address(draft) or _digest(draft))
    return [_bounded(_key(draft, leads_to)) for draft in drafts]


def _key(draft: Draft, leads_to: dict[str, set[str]]) -> str:
    own = characters.plain(draft.key or "")
    if own:
        if len(leads_to[own]) == 1 and (_is_telling(own) or not draft.url):
            return canonical(own) if own.startswith(("http://", "https://")) and own == draft.url else own
        return f"{own} {_address(draft) or _digest(draft)}"
    address = _address(draft)
    if address and is_article(address):
        return address
    return f"{address} {_digest(draft)}" if address else _digest(draft)


def _is_telling(own: str) -> bool:
    """Whether an id can be meant to be unique: an article's address, or something with a number worth the name."""
    if own.startswith(("http://", "https://")):
        return is_article(canonical(own))
    return len(own) >= 16 or sum(character.isdigit() for character in own) >= 4


def _address(draft: Draft) -> str | None:
    return canonical(draft.url) if draft.url else None


def _digest(draft: Draft) -> str:
    said = f"{comparable_title(draft.title)}\n{comparable(to_text(draft.html) or draft.summary)}"
    return "hash:" + blake2b(said.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _bounded(key: str) -> str:
    key = characters.plain(key)
    if len(key) <= MAX_KEY:
        return key
    return key[: MAX_KEY - 40] + " " + blake2b(key.encode("utf-8", "replace"), digest_size=16).hexdigest()
