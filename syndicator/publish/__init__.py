"""Turns stories into documents, and documents into files that any web server can hand out."""
