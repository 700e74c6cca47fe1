"""The web's processes: one that is at work leaves the next page to an idle one, and what only waits holds up nobody."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def served(home: Path, *, processes: int) -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    command = [
        sys.executable, "-m", "gunicorn", "tests.foundation.patient_site", "--bind", f"127.0.0.1:{port}", "--threads", "2",
        "--workers", str(processes), "--worker-class", "kinkeeper.foundation.worker.OneByOne",
        "--worker-tmp-dir", str(home), "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        for _ in range(100):
            with suppress(OSError):
                asked(port, "/")
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def asked(port: int, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse().read().decode()
    connection.close()
    return answer


def test_a_process_at_work_leaves_the_next_page_to_an_idle_one(tmp_path: Path) -> None:
    with served(tmp_path, processes=2) as port, ThreadPoolExecutor(2) as people:
        pairs = [set(people.map(lambda _: asked(port, "/work"), range(2))) for _ in range(40)]

    apart = sum(len(pair) == 2 for pair in pairs)
    assert apart >= 34  # 40 on an idle machine; about half where each takes what comes


def test_who_only_waits_holds_up_nobody_else(tmp_path: Path) -> None:
    with served(tmp_path, processes=1) as port, ThreadPoolExecutor(1) as somebody:
        slow = somebody.submit(asked, port, "/wait")
        time.sleep(0.5)
        asked(port, "/")
        was_waiting = not slow.done()
        slow.result()

    assert was_waiting
