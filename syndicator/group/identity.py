"""By which key an item of a source is known again: what one document can tell. `claims` knows what is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b

from syndicator.group import signature
from syndicator.group.recognition import Said, same_entry
from syndicator.model import Draft
from syndicator.refine import characters, html
from syndicator.refine.fold import compared
from syndicator.refine.html import to_text
from syndicator.refine.text import body, comparable, comparable_title
from syndicator.refine.urls import canonical, is_article

# Longer ones are kept as their hash, so that two that differ behind this bound stay two.
MAX_KEY = 500
# So many letters, markup and all, twice in one document under one title are one article that stands in two columns.
LONG_ENOUGH = 100
# What is read of a text to tell entries of one document apart: whole articles begin differently.
MOST_TEXT = 20_000


def keys(drafts: Sequence[Draft]) -> list[str]:
    """One key a draft, in order: the feed's own id, else the canonical URL, else a hash of title, text and pictures.

    An id that one document gives to several pages names none of them, nor does one like "3" or the site's address that
    the next document may give to another: these are told apart by the URL. What then has one key and is another text
    all the same is told apart by what it says. Equal keys mean the same item told twice.
    """
    leads_to: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        if own := characters.plain(draft.key or ""):
            leads_to[own].add(_page(draft) or _digest(draft))
    found: list[str] = []
    firsts: dict[str, Draft] = {}
    twice: dict[tuple[str, str], str] = {}
    for draft in drafts:
        key = bounded(_key(draft, leads_to))
        if key in firsts and not _one_article(firsts[key], draft):
            key = variant(key, None, _digest(draft))
        text = draft.html or draft.summary
        if len(text) >= LONG_ENOUGH and draft.title:
            key = twice.setdefault((draft.title, text), key)
        firsts.setdefault(key, draft)
        found.append(key)
    return found


def variant(key: str, url: str | None, said: str) -> str:
    """The key of another article to which a source gives a `key` that was taken: with its page, else with what it says.

    `said` is a short word for that.
    """
    address = canonical(url) if url else ""
    return bounded(f"{key} {address if is_article(address) and address not in key else said}")


def bounded(key: str) -> str:
    """`key` in at most `MAX_KEY` plain characters; different keys stay different."""
    key = characters.plain(key)
    if len(key) <= MAX_KEY:
        return key
    return key[: MAX_KEY - 40] + " " + blake2b(key.encode("utf-8", "replace"), digest_size=16).hexdigest()


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


def _one_article(one: Draft, other: Draft) -> bool:
    """Whether two entries of one document that have one key are one article, before and after an edit perhaps."""
    if (one.title, one.html, one.summary, one.images) == (other.title, other.html, other.summary, other.images):
        return True
    if one.title or other.title:
        return same_entry(_said(one), _said(other))
    return _digest(one) == _digest(other)


def _said(draft: Draft) -> Said:
    plain = body(_text(draft)[:MOST_TEXT])
    return Said(draft.title, draft.url, draft.published, signature.take(compared(plain), plain).signature)


def _page(draft: Draft) -> str | None:
    """The page that is this draft's alone, as far as its address tells."""
    address = _address(draft)
    return address if address and is_article(address) else None


def _address(draft: Draft) -> str | None:
    return canonical(draft.url) if draft.url else None


def _text(draft: Draft) -> str:
    return to_text(draft.html) or draft.summary


def _digest(draft: Draft) -> str:
    """What an entry says, as a short word: its title, its text, and its pictures when it has no text."""
    told = comparable(_text(draft)[:MOST_TEXT])
    shown = html.images(draft.html) if not told and "<img" in draft.html else ()
    pictures = () if told else sorted({canonical(url) for url in (*(one.url for one in draft.images), *dict(shown))})
    said = "\n".join((comparable_title(draft.title), told, *pictures))
    return "hash:" + blake2b(said.encode("utf-8", "replace"), digest_size=16).hexdigest()
