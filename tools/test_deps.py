"""What the tests need beside Python: a Chromium and a PostgreSQL. Installed where that is possible, else a plain word."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from throwaway_postgres import binaries


def chromium() -> str | None:
    """The path of a Chromium, the system's or the browser tool's own; None where there is none."""
    if found := shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"):
        return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        own = tools.chromium.executable_path
    return own if Path(own).exists() else None


def main() -> int:
    """Install what is missing; answer 1 when something still is."""
    missing = [name for name, there in (("chromium", chromium()), ("postgresql", binaries())) if not there]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing from the system's packages: {' '.join(missing)}")
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "install", "-y", "-qq", *missing], check=False, env=environment, stdout=subprocess.DEVNULL)
    if not chromium():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    lacking = []
    if not chromium():
        lacking.append("Chromium is missing: install your system's package `chromium`.")
    if not binaries():
        lacking.append("PostgreSQL is missing: install your system's package `postgresql` (15 or newer).")
    for sentence in lacking:
        print(sentence)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
