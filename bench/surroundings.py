"""What the benches share: the machine, a database of their own, and a run of `kinkeeper` in a process of its own."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent


def machine() -> dict[str, object]:
    """Where a figure was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "memory_mb": memory,
        "load": round(os.getloadavg()[0], 1),
    }


@contextmanager
def database_of_its_own(url: str) -> Iterator[dict[str, str]]:
    """An environment with an empty, migrated database: a new SQLite file, or a new database on the server of `url`."""
    with tempfile.TemporaryDirectory(prefix="kinkeeper-bench-") as folder:
        environment = {
            **os.environ,
            "KINKEEPER_HOME": folder,
            "KINKEEPER_SECRET_KEY": "a-secret-for-benches-alone-never-for-a-site",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        }
        if not url.startswith("postgres"):
            kinkeeper(environment, "migrate")
            yield environment
            return
        import psycopg

        name = f"kinkeeper_bench_{os.getpid()}"
        environment["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"')
            try:
                kinkeeper(environment, "migrate")
                yield environment
            finally:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def settle(url: str) -> None:
    """What has been built in the database of `url` is as it would be some minutes later, before anything is measured.

    A PostgreSQL server has counted so many new rows by then, swept up behind them and written them out, and so has the disk:
    to do that meanwhile takes both from what is measured.
    """
    if url.startswith("postgres"):
        import psycopg

        with psycopg.connect(url, autocommit=True) as server:
            server.execute("VACUUM (ANALYZE)")
            server.execute("CHECKPOINT")
    os.sync()


def kinkeeper(environment: dict[str, str], *words: str) -> str:
    """Run the command in a process of its own; answers what it printed. Raises CalledProcessError."""
    command = [sys.executable, "-m", "kinkeeper", *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def kinkeeper_aloud(environment: dict[str, str], *words: str) -> str:
    """As `kinkeeper`, passing each line on to standard error as it comes: for what takes minutes."""
    command = [sys.executable, "-m", "kinkeeper", *words]
    lines = []
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            sys.stderr.write(f"  {line[:200].rstrip()}\n")
            lines.append(line)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return "".join(lines)
