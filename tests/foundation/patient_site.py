"""A site of two pages for the tests of the web's processes: `/work` keeps a processor busy, `/wait` waits for something."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer which process it was."""
    if environ["PATH_INFO"] == "/wait":
        time.sleep(4)
    if environ["PATH_INFO"] == "/work":
        until = time.process_time() + 0.05
        while time.process_time() < until:
            pass
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
