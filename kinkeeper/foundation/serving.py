"""Running the site until it is stopped: web, worker and recurring work together."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import time
from threading import Event, Thread

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from kinkeeper.foundation.commandline import complain, say
from kinkeeper.foundation.recurring import paces, run_duties

_log = logging.getLogger(__name__)


def serve(*, address: str, workers: int = 2) -> int:
    """Run gunicorn and a job worker as processes, recurring work in threads beside them; answers gunicorn's exit code."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite stop ends everything begun here
    web = subprocess.Popen(  # noqa: S603  (our own interpreter and arguments)
        [
            sys.executable, "-m", "gunicorn", "kinkeeper.wsgi", "--bind", address, "--workers", str(workers),
            "--threads", "4", "--worker-tmp-dir", str(settings.HOME), "--no-control-socket", "--log-level", "warning",
        ]
    )  # fmt: skip
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
