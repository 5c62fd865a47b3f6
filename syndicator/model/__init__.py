"""The nouns. Frozen values that every station passes on; nothing here does I/O.

All datetimes are aware. `None` means "the source did not say", never "something went wrong".
"""

from syndicator.model.chosen import Outcome, Reason, Weight
from syndicator.model.declared import (
    Digest,
    EditionTime,
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
    "Credit",
    "Digest",
    "Draft",
    "Edition",
    "EditionTime",
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
    "Outcome",
    "PaperPage",
    "Place",
    "Publication",
    "Reading",
    "Reason",
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
    "Weight",
]
