"""What stands at the address of a story that an editor joined to another: the way there, on any file server."""

from __future__ import annotations

from syndicator.model import Settings
from syndicator.publish.addresses import root
from syndicator.publish.document import Document
from syndicator.publish.page import encode, environment
from syndicator.publish.words import CHINESE, LANGUAGES


def forward(folder: str, to: str, settings: Settings) -> list[Document]:
    """Returns the pages of `folder`, in both languages, that lead to those of the folder `to`."""
    template = environment().get_template("forward.html")
    made = []
    for language in LANGUAGES:
        below = f"{to}/{'' if language is CHINESE else language.index}"
        text = template.render(
            code=language.code,
            said=language.words["joined"],
            href=f"{root(settings.site)}/{below}",
            canonical=f"{settings.site.base_url}/{below}",
        )
        made.append(Document(f"{folder}/{language.index}", encode(text)))
    return made
