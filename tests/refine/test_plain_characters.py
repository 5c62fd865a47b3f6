"""A glance for characters that need a conversion must miss none."""

from __future__ import annotations

import subprocess
import unicodedata
from pathlib import Path

import opencc
from hypothesis import given
from hypothesis import strategies as st

from syndicator.refine.plain import convert, normalised, simplified

CLIB = Path(opencc.__file__).parent / "clib"
# Where characters meet that join, with others that do not.
BLOCKS = [(0x20, 0x250), (0x250, 0x1100), (0x1100, 0x1200), (0x2000, 0x3400), (0xAC00, 0xAC90), (0xF900, 0xFFFF)]
MIXED = st.text(
    st.one_of([st.characters(min_codepoint=low, max_codepoint=high) for low, high in BLOCKS] + [st.characters()])
)


@given(MIXED)
def test_normalised_is_nfkc(text: str) -> None:
    assert normalised(text) == unicodedata.normalize("NFKC", text)


def test_every_character_is_normalised_and_simplified_as_by_the_whole_conversion() -> None:
    for character in map(chr, range(0x110000)):
        assert normalised(character) == unicodedata.normalize("NFKC", character)
    for character in map(chr, range(0x2000, 0x10000)):
        assert simplified(character) == convert(character)


def test_every_word_of_the_dictionary_is_converted(tmp_path: Path) -> None:
    dictionary, plain = CLIB / "share/opencc/TSPhrases.ocd2", tmp_path / "words.txt"
    command = [CLIB / "bin/opencc_dict", "-i", dictionary, "-f", "ocd2", "-t", "text", "-o", plain]
    subprocess.run(command, check=True, capture_output=True)
    words = [line.split("\t")[0] for line in plain.read_text("utf-8").splitlines()]
    assert len(words) > 300
    assert [word for word in words if simplified(f"他{word}了") != convert(f"他{word}了")] == []


@given(st.text(st.sampled_from("中国發著坏了沈船答覆，。 A")))
def test_a_text_is_simplified_as_by_the_whole_conversion(text: str) -> None:
    assert simplified(text) == convert(text)
