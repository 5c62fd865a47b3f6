"""Hands out the files below public/, and says how the service is doing."""
