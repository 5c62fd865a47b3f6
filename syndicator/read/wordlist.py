"""How the readers write down their vocabularies."""


def words(text: str) -> frozenset[str]:
    """The words of `text`, which are parted by white space."""
    return frozenset(text.split())
