"""The whole test suite: first on SQLite with the browser journeys, then what touches the database on a throwaway PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from throwaway_postgres import throwaway_postgres


def main(arguments: list[str]) -> int:
    """Run both halves and answer the first exit code that is not 0. Further words go to pytest."""
    began = time.monotonic()
    tests = [sys.executable, "-m", "pytest", "-q", "-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile", *arguments]
    print("== SQLite, with journeys in the browser", flush=True)
    first = subprocess.run(tests, check=False).returncode
    print("== PostgreSQL", flush=True)
    with throwaway_postgres() as url:
        second = subprocess.run(
            [*tests, "-m", "not journey and not architecture"], check=False, env={**os.environ, "DATABASE_URL": url}
        ).returncode
    print(f"== {time.monotonic() - began:.0f} seconds", flush=True)
    return first or second


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
