"""Which counties an item is about, by their names in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice

from syndicator.model import Item, Place, Source

# A news text says where it plays at its beginning.
LEAD = 160
# Named this often, a place is what the text is about, wherever it is named.
OFTEN = 3
MAX_TEXT = 20_000

# What follows a place's name when the whole is another name: roads, bridges, squares, battles, teas, schools afar.
_OTHER_NAME = (
    r"(?:[东西南北中]{0,2}(?:大道|大街|路(?![网段政])|街(?![头道办上])|巷|桥(?!梁)|大桥|立交|高架|广场(?!舞)|大厦|酒店(?!业)|宾馆|饭店|花园"
    r"|小区|公寓)|之战|大战|鏖战|赋|怀古)"
)
# What precedes it when its first letter ends another word: 交通山区 and 普通城镇 name no county.
_OTHER_WORD = {
    "通": "交普沟流开联畅贯打互直精公卡串神变相融疏灵共圆接不",
    "安": "公治平西长延保",
    "山": "江火",
    "阳": "太夕朝",
}
# With its rank behind it a name is whole: nothing that follows makes it another.
_COMPLETE = "县镇乡村"
_HAN = re.compile(r"[\u3400-\u9fff]")


def find(item: Item, source: Source, places: Sequence[Place]) -> tuple[str, ...]:
    """Ids of the places of `item`, in the order of `places`: those of its source always, and those named in its
    title, breadcrumb, categories, or the beginning of its text, or over and over in it."""
    title = unicodedata.normalize("NFKC", item.title)
    text = unicodedata.normalize("NFKC", (item.text or item.summary)[:MAX_TEXT])
    columns = [unicodedata.normalize("NFKC", column) for column in (*item.breadcrumb, *item.categories)]
    return tuple(place.id for place in places if place.id in source.places or _named(place, title, columns, text))


# Words by which a place is shown to have been named.
MOST_WORDS = 5


def words(place: Place, item: Item) -> tuple[tuple[str, str], ...]:
    """Where the item names the place: (title, column or text; the words), the first few, each once."""
    pattern = _pattern(place)
    if pattern is None:
        return ()
    parts = [("title", item.title), *(("column", one) for one in (*item.breadcrumb, *item.categories))]
    parts.append(("text", (item.text or item.summary)[:MAX_TEXT]))
    found = (
        (part, match[0]) for part, said in parts for match in pattern.finditer(unicodedata.normalize("NFKC", said))
    )
    return tuple(islice(dict.fromkeys(found), MOST_WORDS))


def _named(place: Place, title: str, columns: Iterable[str], text: str) -> bool:
    pattern = _pattern(place)
    if pattern is None:
        return False
    if pattern.search(title) or any(pattern.search(column) for column in columns):
        return True
    if pattern.search(text, 0, LEAD + 20) and any(
        found.start() < LEAD for found in pattern.finditer(text[: LEAD + 20])
    ):
        return True
    return sum(1 for _, _ in zip(pattern.finditer(text), range(OFTEN), strict=False)) >= OFTEN


@lru_cache(maxsize=1_024)
def _pattern(place: Place) -> re.Pattern[str] | None:
    """All names of a place, each not as a part of another name."""
    names: dict[str, None] = {}
    for name in (place.name, *place.names):
        plain = unicodedata.normalize("NFKC", name.strip())
        if not plain:
            continue
        names[plain] = None
        bare = plain[:-1]
        if plain[-1] in "县市区" and len(bare) >= 2 and _HAN.match(plain):
            names[bare] = None
    if not names:
        return None
    longest = sorted(names, key=len, reverse=True)
    return re.compile("|".join(_guarded(name) for name in longest))


def _guarded(name: str) -> str:
    if name[-1] in _COMPLETE:
        return re.escape(name)
    before = f"(?<![{_OTHER_WORD[name[0]]}])" if name[0] in _OTHER_WORD else ""
    return f"{before}{re.escape(name)}(?!{_OTHER_NAME})"
