"""The rows: the only room that knows SQL. One module an aggregate; every function takes an open connection."""

from syndicator.store.engine import Store, open_store

__all__ = ["Store", "open_store"]
