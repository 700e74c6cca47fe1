"""Running the site until it is stopped: web, worker and recurring work together."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from kinkeeper.foundation.commandline import complain, say
from kinkeeper.foundation.recurring import paces, run_duties

PROCESSES = 2 * (os.cpu_count() or 1)

_log = logging.getLogger(__name__)


def web_command(address: str, *, processes: int, home: Path) -> list[str]:
    """The words that start the web: so many processes, loaded once and then divided, with two threads each.

    Two processes for each processor by default: a page is mostly work for the processor, of which the threads of one process
    can do only one at a time, and whoever asks is served by a process that is idle (`OneByOne`).
    """
    return [
        sys.executable, "-m", "gunicorn", "kinkeeper.wsgi", "--bind", address, "--workers", str(processes), "--threads", "2",
        "--worker-class", "kinkeeper.foundation.worker.OneByOne", "--preload", "--worker-tmp-dir", str(home),
        "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip


def cannot_listen(address: str) -> str:
    """Why nobody can be served at this address (host:port), and what to do; empty where nothing is in the way."""
    if address.startswith("unix:"):
        return ""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_server((host.strip("[]"), int(port)), family=socket.AF_INET6 if "[" in host else socket.AF_INET):
            return ""
    except OSError as problem:
        said = (problem.strerror or str(problem)).partition(" (while")[0]
    except (ValueError, OverflowError):
        said = "that is no port"
    return f"Kinkeeper cannot listen on {address}: {said}. Name another: --address 127.0.0.1:8001"


def serve(*, address: str, workers: int = PROCESSES) -> int:
    """Run gunicorn and a job worker as processes, recurring work in threads beside them; answers gunicorn's exit code.

    Where nobody can be served at this address it says so, and answers 2.
    """
    if trouble := cannot_listen(address):
        complain(trouble)
        return 2
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite stop ends everything begun here
    web = subprocess.Popen(web_command(address, processes=workers, home=settings.HOME))  # noqa: S603  (our own words)
    worker = subprocess.Popen([sys.executable, "-m", "kinkeeper", "work"])
    stopping = Event()
    for seconds in paces():
        Thread(target=_every, args=(seconds, stopping), daemon=True).start()
    say(f"Kinkeeper listens on http://{address}/ (stop with Ctrl-C)")
    try:
        return web.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        stopping.set()
        for process in (web, worker):
            process.terminate()
            process.wait(timeout=20)


def _every(seconds: int, stopping: Event) -> None:
    while not stopping.is_set():
        try:
            close_old_connections()
            run_duties(seconds)
        except DatabaseError as problem:  # a busy or restarting database must not end the tick: the next one does it all
            complain(f"{time.strftime('%H:%M:%S')} put off: {str(problem).splitlines()[0]}")
        except Exception:  # noqa: BLE001  (one fault must not end the others: it is logged, and tried again)
            _log.exception("a recurring duty failed")
        stopping.wait(seconds)
