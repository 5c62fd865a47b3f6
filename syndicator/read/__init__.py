"""Bytes in, drafts out. Pure: no clock, socket, file or database; the time and the zone come in as arguments."""
