"""An edition as e-mail: HTML that old mail programs lay out, and plain text. Pure: equal editions, equal bytes."""

from __future__ import annotations

from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import blake2b

from syndicator.model import Site
from syndicator.publish.characters import line, person
from syndicator.publish.entry import Entry
from syndicator.publish.issue import Issue
from syndicator.publish.page import encode, environment

# Gmail cuts a message off at 102 KB.
MOST_BYTES = 100_000
# What is left out, step by step, of an edition that is too large: (headlines, characters of each summary).
STEPS = ((50, 110), (50, 0), (30, 0), (20, 0), (10, 0), (5, 0))
# A title that is no title, a source's name that is no name, must not burst the letter.
LONGEST_TITLE, LONGEST_NAME = 200, 40
_RULE = "─" * 20


def html(issue: Issue, site: Site) -> str:
    """Returns the HTML: one column of tables 600 pixels wide, all style inline, below MOST_BYTES bytes."""
    text = ""
    for headlines, teaser in STEPS:
        entries = [_bounded(one) for one in issue.entries[:headlines]]
        text = encode(
            environment()
            .get_template("email.html")
            .render(
                issue=issue,
                entries=entries,
                teaser=teaser,
                office=line(site.title) or site.domain,
                left=len(issue.entries) - len(entries),
            )
        ).decode()
        if len(text.encode()) < MOST_BYTES:
            break
    return text


def text(issue: Issue, site: Site) -> str:
    """Returns the plain text."""
    rows = [
        f"{number}. {one.title}\n   {'　'.join(filter(None, (one.origin, one.carriers)))}\n   {one.url}\n"
        for number, one in enumerate(map(_bounded, issue.entries[: STEPS[0][0]]), 1)
    ]
    head = [issue.masthead, issue.day, *([issue.revised] if issue.revised else []), _RULE, ""]
    return "\n".join([*head, *rows, f"在网页上看：{issue.url}", f"{line(site.title)}。稿件版权归来源单位所有。", ""])


def message(issue: Issue, site: Site, sender: str = "") -> EmailMessage:
    """Returns the message without recipients. `sender` is an address; by default the office's, or one of its domain."""
    made = EmailMessage(policy=SMTP)
    office = person(site.title) or site.domain
    from_whom = sender or (site.contact if _is_address(site.contact) else f"noreply@{_domain(site)}")
    headline = f"：{issue.entries[0].title}" if issue.entries else ""
    made["Subject"] = _cut(f"{issue.title}{headline}", LONGEST_TITLE)
    made["From"] = Address(office, addr_spec=from_whom)
    made["Date"] = format_datetime(issue.updated)
    name = blake2b(f"{issue.id} {issue.updated.isoformat()}".encode(), digest_size=10).hexdigest()
    made["Message-ID"] = f"<{name}@{_domain(site)}>"
    made.set_content(text(issue, site), cte="base64")
    made.add_alternative(html(issue, site), subtype="html", cte="base64")
    made.set_boundary(f"=_{name}")  # not by chance: the same edition is the same file
    return made


def _bounded(one: Entry) -> Entry:
    return replace(one, title=_cut(one.title, LONGEST_TITLE), origin=_cut(one.origin, LONGEST_NAME))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _is_address(contact: str) -> bool:
    name, _, host = contact.partition("@")
    return bool(name) and "." in host and contact.isascii() and not any(letter in ' <>,;:"/()' for letter in contact)


def _domain(site: Site) -> str:
    return (
        site.domain
        if site.domain.isascii() and site.domain.replace("-", "").replace(".", "").isalnum()
        else "localhost"
    )
