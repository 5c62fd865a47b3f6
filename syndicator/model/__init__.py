"""The nouns. Frozen values that every station passes on; nothing here does I/O.

All datetimes are aware. `None` means "the source did not say", never "something went wrong".
"""

from syndicator.model.declared import (
    Classifier,
    Digest,
    Doubt,
    Gathering,
    Kind,
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
from syndicator.model.told import Candidate, Credit, Edition, Fingerprint, Item, Publication, Story

__all__ = [
    "Article",
    "Candidate",
    "Classifier",
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
    "PaperPage",
    "Place",
    "Publication",
    "Reading",
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
