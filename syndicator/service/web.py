"""The web server, in processes of its own: what it serves are files, so gathering never slows it."""

from __future__ import annotations

import multiprocessing
import os
import socket
from multiprocessing.process import BaseProcess

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from syndicator.errors import SyndicatorError
from syndicator.model import Settings
from syndicator.service.lifeline import die_with_parent
from syndicator.service.status import DATA, DATABASE


def start(settings: Settings) -> BaseProcess:
    """Starts serving `settings.public`; returns the process, to be terminated at the end.

    Raises SyndicatorError when the address is taken.
    """
    host, port = settings.listen
    _require_free(host, port)
    settings.public.mkdir(parents=True, exist_ok=True)
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(host, port, str(settings.public), settings.database, str(settings.data)), name="web"
    )
    process.start()
    return process


def _serve(host: str, port: int, public: str, database: str, data: str) -> None:
    die_with_parent()
    os.environ["SYNDICATOR_PUBLIC"] = public
    os.environ["SYNDICATOR_STATUS"] = "syndicator.service.status:current"
    os.environ["SYNDICATOR_WEBSUB"] = "syndicator.service.websub:callbacks"
    os.environ[DATABASE] = database
    os.environ[DATA] = data
    Granian(
        "syndicator.serve.asgi:app",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        websockets=False,
    ).serve()


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SyndicatorError(
                f"{host}:{port} 不能监听({error.strerror})。请关闭占用它的程序,或在 config.toml 的 [serve] 里换端口。"
            ) from error
