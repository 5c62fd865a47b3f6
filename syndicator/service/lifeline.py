"""No child outlives its parent, not even one that was killed and could say no word."""

from __future__ import annotations

import ctypes
import os
import signal

# Linux, prctl(2): the kernel sends this process a signal when its parent dies.
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Asks for SIGTERM at the parent's death. Elsewhere than on Linux it does nothing."""
    if os.uname().sysname == "Linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
