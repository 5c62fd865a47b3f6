"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("due", sa.BigInteger),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("health", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger),
        sa.Column("error", sa.Text),
        sa.Column("polled", sa.BigInteger),
        sa.Column("succeeded", sa.BigInteger),
        sa.Column("body_hash", sa.LargeBinary, nullable=False),
        sa.Column("seen", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("validated", sa.Text),
        sa.Column("max_age", sa.Integer),
        sa.Column("ttl", sa.Integer),
        sa.Column("skip_hours", sa.Integer, nullable=False),
        sa.Column("skip_days", sa.Integer, nullable=False),
        sa.Column("rhythm", sa.LargeBinary, nullable=False),
        sa.Column("moved_to", sa.Text),
        sa.Column("leased", sa.BigInteger),
        sa.Column("news_days", sa.LargeBinary, nullable=False),
        sa.Column("times", sa.LargeBinary, nullable=False),
        sa.Column("moved_polls", sa.Integer, nullable=False),
        sa.Column("moved_since", sa.BigInteger),
        sa.Column("moved_checked", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
    )
    op.create_index("ix_source_due", "source", ["due"])
    op.create_table(
        "subscription",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("hub", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("expires", sa.BigInteger),
        sa.Column("due", sa.BigInteger),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("pushed", sa.BigInteger),
        sa.PrimaryKeyConstraint("source", name="pk_subscription"),
        sa.UniqueConstraint("token", name="uq_subscription_token"),
    )
    op.create_index("ix_subscription_due", "subscription", ["due"])
    op.create_table(
        "incident",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("health", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("ended", sa.BigInteger),
        sa.Column("became", sa.Text),
        sa.PrimaryKeyConstraint("source", "since", name="pk_incident"),
    )
    op.create_index("ix_incident_updated", "incident", ["updated"])
    op.create_index("ix_incident_ended", "incident", ["ended"])
    op.create_table(
        "rest",
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_rest"),
    )
    op.create_table(
        "page",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("backlog", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_page"),
        sa.UniqueConstraint("source", "key", name="uq_page_source_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_page_due", "page", ["due"])
    op.create_table(
        "story",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("public_id", sa.Text, nullable=False),
        sa.Column("told", sa.BigInteger),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("lead", SERIAL),
        sa.Column("sections", sa.Text, nullable=False),
        sa.Column("places", sa.Text, nullable=False),
        sa.Column("joined", SERIAL),
        sa.Column("withdrawn", sa.BigInteger),
        sa.Column("due", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_story"),
        sa.ForeignKeyConstraint(["joined"], ["story.id"], name="fk_story_joined"),
        sa.UniqueConstraint("public_id", name="uq_story_public_id"),
    )
    op.create_index("ix_story_told", "story", ["told"])
    op.create_index("ix_story_joined", "story", ["joined"])
    op.create_index("ix_story_due", "story", ["due"])
    op.create_table(
        "item",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("story", SERIAL, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("compiled", sa.Boolean, nullable=False),
        sa.Column("origin", sa.Text),
        sa.Column("rights", sa.Text, nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("published", sa.BigInteger),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("first_seen", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("withdrawn", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_item"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_item_story"),
        sa.UniqueConstraint("source", "key", name="uq_item_source_key"),
    )
    op.create_index("ix_item_story", "item", ["story"])
    op.create_index("ix_item_source_origin_terms", "item", ["source", "origin", "terms"])
    op.create_table(
        "revision",
        sa.Column("item", SERIAL, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("replaced", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("pictures", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("item", "number", name="pk_revision"),
        sa.ForeignKeyConstraint(["item"], ["item.id"], name="fk_revision_item"),
    )
    op.create_table(
        "change",
        sa.Column("story", SERIAL, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("item", SERIAL),
        sa.Column("what", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("story", "number", name="pk_change"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_change_story"),
        sa.ForeignKeyConstraint(["item"], ["item.id"], name="fk_change_item"),
    )
    op.create_table(
        "overrule",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("story", SERIAL),
        sa.Column("apart", SERIAL),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("declared", sa.Text),
        sa.Column("moved", sa.Text, nullable=False),
        sa.Column("undone", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_overrule"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_overrule_story"),
        sa.ForeignKeyConstraint(["apart"], ["story.id"], name="fk_overrule_apart"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "overruled",
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("overrule", SERIAL, nullable=False),
        sa.PrimaryKeyConstraint("mark", "overrule", name="pk_overruled"),
        sa.ForeignKeyConstraint(["overrule"], ["overrule.id"], name="fk_overruled_overrule"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_overruled_overrule", "overruled", ["overrule"])
    op.create_table(
        "probe",
        sa.Column("key", sa.BigInteger, nullable=False),
        sa.Column("item", SERIAL, nullable=False),
        sa.PrimaryKeyConstraint("key", "item", name="pk_probe"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_probe_item", "probe", ["item"])
    op.create_table(
        "kin",
        sa.Column("item", SERIAL, nullable=False),
        sa.Column("other", SERIAL, nullable=False),
        sa.PrimaryKeyConstraint("item", "other", name="pk_kin"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "placement",
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("story", SERIAL, nullable=False),
        sa.Column("told", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("publication", "story", name="pk_placement"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_placement_story"),
    )
    op.create_index("ix_placement_publication_told", "placement", ["publication", "told"])
    op.create_index("ix_placement_story", "placement", ["story"])
    op.create_table(
        "publication",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("wanted", sa.BigInteger, nullable=False),
        sa.Column("built", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
    )
    op.create_table(
        "former",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_former"),
    )
    op.create_table(
        "changed_story",
        sa.Column("story", SERIAL, nullable=False),
        sa.Column("marks", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("story", name="pk_changed_story"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_changed_story_story"),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("stories", sa.Text, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("taste", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.UniqueConstraint("digest", "at", name="uq_edition_digest_at"),
    )
    op.create_table(
        "archive",
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("month", sa.Integer, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("first_story", sa.BigInteger, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("built", sa.Boolean, nullable=False),
        sa.Column("dirty", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("publication", "month", "part", name="pk_archive"),
    )
    op.create_index("ix_archive_dirty", "archive", ["dirty"])
    op.create_index("ix_archive_closed", "archive", ["closed", "publication"])
    op.create_table(
        "tombstone",
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("story", SERIAL, nullable=False),
        sa.Column("told", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("publication", "story", name="pk_tombstone"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_tombstone_story"),
    )
    op.create_index("ix_tombstone_publication_told", "tombstone", ["publication", "told"])
    op.create_index("ix_tombstone_story", "tombstone", ["story"])
    op.create_table(
        "withdrawal",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_withdrawal"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pick",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("banned", sa.Boolean, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("digest", "target", name="pk_pick"),
    )
    op.create_table(
        "note",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_note"),
    )
