"""config.toml -> settings: the admin's whole interface. Every mistake is said with file, line, key and cure."""

from syndicator.config.load import load, parse

__all__ = ["load", "parse"]
