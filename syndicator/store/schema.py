"""The tables. Moments are BIGINT milliseconds since 1970 UTC, so that both databases order them alike."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as milliseconds since 1970 UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else round(value.timestamp() * 1000)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


class Document(TypeDecorator[Any]):
    """A small JSON value kept as text; both databases then compare and dump it alike."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None:
            return None
        written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return written.encode("utf-8", "replace").decode()  # a lone surrogate from a stranger's JSON fits no database

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)


# SQLite gives row ids only to INTEGER keys.
Serial = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

source = Table(
    "source",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("kind", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("due", Moment),
    Column("failures", Integer, nullable=False, default=0),
    Column("health", Text, nullable=False),
    Column("since", Moment),
    Column("error", Text),
    Column("polled", Moment),
    Column("succeeded", Moment),
    Column("body_hash", LargeBinary, nullable=False, default=b""),
    Column("seen", LargeBinary, nullable=False, default=b""),
    Column("size", Integer, nullable=False, default=0),
    Column("validated", Text),
    Column("max_age", Integer),
    Column("ttl", Integer),
    Column("skip_hours", Integer, nullable=False, default=0),
    Column("skip_days", Integer, nullable=False, default=0),
    Column("rhythm", LargeBinary, nullable=False, default=b""),
    Column("moved_to", Text),
    Column("leased", Moment),
    Column("news_days", LargeBinary, nullable=False, default=b""),
    Column("times", LargeBinary, nullable=False, default=b""),
    Column("moved_polls", Integer, nullable=False, default=0),
    Column("moved_since", Moment),
    Column("moved_checked", Moment),
    Index("ix_source_due", "due"),
)

# A hub's promise to tell us of news in a source's feed (W3C WebSub).
subscription = Table(
    "subscription",
    metadata,
    Column("source", Text, primary_key=True),
    Column("hub", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("token", Text, nullable=False, unique=True),
    Column("secret", Text, nullable=False),
    Column("expires", Moment),
    Column("due", Moment),
    Column("failures", Integer, nullable=False, default=0),
    Column("pushed", Moment),
    Index("ix_subscription_due", "due"),
)

# A source's trouble and its end, for the admins' feed.
incident = Table(
    "incident",
    metadata,
    Column("source", Text, primary_key=True),
    Column("since", Moment, primary_key=True),
    Column("name", Text, nullable=False),
    Column("health", Text, nullable=False),
    Column("error", Text),
    Column("updated", Moment, nullable=False),
    Column("ended", Moment),
    Column("became", Text),
    Index("ix_incident_updated", "updated"),
    Index("ix_incident_ended", "ended"),
)

# Hosts that asked to be left alone, and until when.
rest = Table(
    "rest",
    metadata,
    Column("host", Text, primary_key=True),
    Column("until", Moment, nullable=False),
)

# What an origin's robots.txt says; none allows everything.
robots = Table(
    "robots",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("until", Moment, nullable=False),
)

# An article page that a list (or a short feed entry) leads to and that is still to be read.
page = Table(
    "page",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("draft", Document, nullable=False),
    Column("due", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("backlog", Boolean, nullable=False, default=False),
    UniqueConstraint("source", "key"),
    Index("ix_page_due", "due"),
    # An id is never given again: one who is still at a page that is gone must not mean another.
    sqlite_autoincrement=True,
)

story = Table(
    "story",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("public_id", Text, nullable=False, unique=True),
    Column("told", Moment),
    Column("updated", Moment, nullable=False),
    Column("revision", Integer, nullable=False, default=0),
    Column("lead", Serial),
    Column("sections", Document, nullable=False),
    Column("places", Document, nullable=False),
    # The story that it turned out to be, or that an editor said it is; its own id leads there for good.
    Column("joined", Serial, ForeignKey("story.id")),
    Column("withdrawn", Moment),
    # When what may be shown of it changes next: an embargo ends, a permission expires.
    Column("due", Moment),
    Index("ix_story_told", "told"),
    Index("ix_story_joined", "joined"),
    Index("ix_story_due", "due"),
)

item = Table(
    "item",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("story", Serial, ForeignKey("story.id"), nullable=False),
    Column("url", Text),
    Column("title", Text, nullable=False),
    # Read for every candidate, so before the texts: SQLite walks through what stands in front.
    Column("content", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    # Made up from several stories: it leads none that another can lead.
    Column("compiled", Boolean, nullable=False, default=False),
    Column("origin", Text),
    # What may be shown at this moment, and the terms that say so (refine/rights.py).
    Column("rights", Text, nullable=False),
    Column("terms", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("published", Moment),
    Column("facts", Document, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("revision", Integer, nullable=False, default=0),
    Column("withdrawn", Moment),
    UniqueConstraint("source", "key"),
    Index("ix_item_story", "story"),
    Index("ix_item_source_origin_terms", "source", "origin", "terms"),
)

revision = Table(
    "revision",
    metadata,
    Column("item", Serial, ForeignKey("item.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("replaced", Moment, nullable=False),
    Column("title", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("pictures", Document, nullable=False),
)

# What readers were told anew of a story, by the revision of the story that came of it. `item` is whose text changed;
# there is none when another copy took the lead.
change = Table(
    "change",
    metadata,
    Column("story", Serial, ForeignKey("story.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("item", Serial, ForeignKey("item.id")),
    Column("what", Document, nullable=False),
)

# An editor's word on which items are one story, above all evidence: items that bear its marks belong to `story`, and
# not to `apart`. `moved` holds what it takes to undo it. `declared` is the hash of what config.toml says, when it does.
overrule = Table(
    "overrule",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("story", Serial, ForeignKey("story.id")),
    Column("apart", Serial, ForeignKey("story.id")),
    Column("made", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("declared", Text),
    Column("moved", Document, nullable=False),
    Column("undone", Moment),
    # Ids go into the ids of stories that were split off.
    sqlite_autoincrement=True,
)

# The addresses, and the sources' own keys, of the items that an overrule names.
overruled = Table(
    "overruled",
    metadata,
    Column("mark", Text, primary_key=True),
    Column("overrule", Serial, ForeignKey("overrule.id"), primary_key=True),
    Index("ix_overruled_overrule", "overrule"),
    sqlite_with_rowid=False,
)

# The keys of fingerprints: equal keys make two items candidates for one story.
probe = Table(
    "probe",
    metadata,
    Column("key", BigInteger, primary_key=True),
    Column("item", Serial, primary_key=True),
    Index("ix_probe_item", "item"),
    sqlite_with_rowid=False,
)

# Which items were found to be one article, both ways: what must be looked at together when one more comes.
kin = Table(
    "kin",
    metadata,
    Column("item", Serial, primary_key=True),
    Column("other", Serial, primary_key=True),
    sqlite_with_rowid=False,
)

# Which publication shows which story, in the order told.
placement = Table(
    "placement",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("story", Serial, ForeignKey("story.id"), primary_key=True),
    Column("told", Moment, nullable=False),
    Index("ix_placement_publication_told", "publication", "told"),
    Index("ix_placement_story", "story"),
)

# A publication is dirty while `wanted` is ahead of `built`.
publication = Table(
    "publication",
    metadata,
    Column("id", Text, primary_key=True),
    Column("wanted", BigInteger, nullable=False),
    Column("built", BigInteger, nullable=False),
)

# What could be subscribed to once and is declared no more, and since when.
former = Table(
    "former",
    metadata,
    Column("id", Text, primary_key=True),
    Column("since", Moment, nullable=False),
)

# Stories that changed, whose page must be looked at; a row goes when the page stands, unless one more mark was made.
changed_story = Table(
    "changed_story",
    metadata,
    Column("story", Serial, ForeignKey("story.id"), primary_key=True),
    Column("marks", BigInteger, nullable=False),
)

edition = Table(
    "edition",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("name", Text, nullable=False),
    Column("made", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Column("revision", Integer, nullable=False, default=0),
    Column("stories", Document, nullable=False),
    # Why these and not others, and by which pins and bans.
    Column("reasons", Document, nullable=False),
    Column("taste", Document, nullable=False),
    UniqueConstraint("digest", "at"),
)

# A volume of a publication's archive: what was told in `month` (202611) from (`first`, `first_story`) on, up to the
# next volume of that month. The newest is not closed and has no document: the subscription document shows it.
archive = Table(
    "archive",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("month", Integer, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("first", Moment, nullable=False),
    Column("first_story", BigInteger, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("built", Boolean, nullable=False),
    # How often it was marked since its document was last built: 0 when that is right.
    Column("dirty", BigInteger, nullable=False),
    Index("ix_archive_dirty", "dirty"),
    Index("ix_archive_closed", "closed", "publication"),
)

# A story that a publication showed and shows no more (RFC 6721).
tombstone = Table(
    "tombstone",
    metadata,
    Column("publication", Text, primary_key=True),
    Column("story", Serial, ForeignKey("story.id"), primary_key=True),
    Column("told", Moment, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Index("ix_tombstone_publication_told", "publication", "told"),
    Index("ix_tombstone_story", "story"),
)

# Who withdrew or restored what, when and why: rows are added, never changed.
withdrawal = Table(
    "withdrawal",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("story", Text, nullable=False),
    Column("source", Text),
    Column("title", Text, nullable=False),
    Column("url", Text),
    Column("reason", Text, nullable=False),
    sqlite_autoincrement=True,
)

# What editors want in a digest, or not: `target` is a story's id or the URL of a copy.
pick = Table(
    "pick",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("banned", Boolean, nullable=False),
    Column("since", Moment, nullable=False),
)

# Small facts about the service itself: what the running configuration is, and what is wrong with the new one.
note = Table(
    "note",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Document, nullable=False),
)
