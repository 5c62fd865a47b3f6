"""The nouns. Frozen values that every station passes on; nothing here does I/O.

All datetimes are aware. `None` means "the source did not say", never "something went wrong".
"""

from syndicator.model.declared import (
    Digest,
    Doubt,
    Gathering,
    Kind,
    Overruled,
    Place,
    Rights,
    Rule,
    Section,
    Selectors,
    Settings,
    Site,
    Source,
)
from syndicator.model.said import Article, Draft, Fetched, Floors, Image, PaperPage, Reading, Validators
from syndicator.model.state import Health, Incident, Move, Selection, SourceState, Status, Subscription
from syndicator.model.told import (
    Candidate,
    Change,
    Credit,
    Edition,
    Fingerprint,
    Item,
    Publication,
    Revision,
    Story,
)

__all__ = [
    "Article",
    "Candidate",
    "Change",
    "Credit",
    "Digest",
    "Doubt",
    "Draft",
    "Edition",
    "Fetched",
    "Fingerprint",
    "Floors",
    "Gathering",
    "Health",
    "Image",
    "Incident",
    "Item",
    "Kind",
    "Move",
    "Overruled",
    "PaperPage",
    "Place",
    "Publication",
    "Reading",
    "Revision",
    "Rights",
    "Rule",
    "Section",
    "Selection",
    "Selectors",
    "Settings",
    "Site",
    "Source",
    "SourceState",
    "Status",
    "Story",
    "Subscription",
    "Validators",
]
