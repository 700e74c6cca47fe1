"""What the proofs share: a database of their own on either engine, and work done in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from throwaway_postgres import throwaway_postgres  # noqa: E402

ENGINES = ("sqlite", "postgresql")
SAYS = "says: "  # before a line of progress, so that it is told from a complaint

Say = Callable[[str], None]


@contextmanager
def database(engine: str, *, durable: bool = False) -> Iterator[dict[str, str]]:
    """An environment whose database is new, migrated and gone afterwards. `durable`: commits wait for the disk."""
    server = throwaway_postgres() if engine == "postgresql" else nullcontext("")
    with tempfile.TemporaryDirectory(prefix="kinkeeper-proof-") as folder, server as url:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "proofs.settings",
            "KINKEEPER_HOME": folder,
            "KINKEEPER_SECRET_KEY": "a-secret-for-proofs-alone-never-for-a-site",
            "KINKEEPER_HOSTS": "127.0.0.1,localhost,testserver",
            "KINKEEPER_LOG_LEVEL": "ERROR",
            "DATABASE_URL": url or f"sqlite:///{folder}/proof.sqlite3",
            "PROOFS_DURABLE": "1" if durable else "",
        }
        run_inside(environment, "proofs.inside:migrate")
        yield environment


def start_inside(environment: dict[str, str], task: str, **arguments: Any) -> subprocess.Popen[str]:
    """Begin `module:function` with these arguments in a process of its own, in a database's environment."""
    command = [sys.executable, "-m", "proofs.inside", task, json.dumps(arguments)]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def answer_of(process: subprocess.Popen[str], say: Say | None = None) -> Any:
    """Wait for a process; what its function answered. Raises RuntimeError with its last words when it failed."""
    complaints: list[str] = []
    for line in process.stderr or ():
        if line.startswith(SAYS) and say is not None:
            say(line.removeprefix(SAYS).rstrip())
        elif not line.startswith(SAYS):
            complaints.append(line)
    answer = process.stdout.read() if process.stdout else ""
    if process.wait() != 0:
        raise RuntimeError("".join(complaints[-30:]) or f"it ended with {process.returncode}")
    return json.loads(answer.splitlines()[-1])


def run_inside(environment: dict[str, str], task: str, say: Say | None = None, **arguments: Any) -> Any:
    """`module:function` in a process of its own; what it answered."""
    return answer_of(start_inside(environment, task, **arguments), say)


def run_side_by_side(environment: dict[str, str], tasks: list[tuple[str, dict[str, Any]]], say: Say | None = None) -> list[Any]:
    """Several at once, each in a process of its own; their answers in order."""
    begun = [start_inside(environment, task, **arguments) for task, arguments in tasks]
    return [answer_of(process, say) for process in begun]
