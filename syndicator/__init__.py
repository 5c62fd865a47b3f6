"""syndicator: gathers a county's news, tells each story once, publishes feeds."""

__version__ = "0.1.0"
