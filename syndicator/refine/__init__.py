"""Cleaning: from what a parser read to what may be kept and shown. Pure."""
