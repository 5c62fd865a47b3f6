"""config.toml -> settings: the admin's whole interface. Every mistake is said with file, line, key and cure."""

from syndicator.config.load import lines_in, load, parse

__all__ = ["lines_in", "load", "parse"]
