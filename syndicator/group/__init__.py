"""Grouping: which items tell one story, and where it belongs. Pure decisions about values."""
