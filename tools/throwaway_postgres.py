"""A PostgreSQL server for one test run: started from the system's binaries (or a wheel that carries them), gone after."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The folder that holds initdb and postgres; None where there is none."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    try:
        import pgserver
    except ImportError:
        return None
    folder = Path(pgserver.__file__).parent / "pginstall" / "bin"
    return folder if (folder / "initdb").exists() else None


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """A running server; gives the URL of an empty database. Raises RuntimeError when no binaries are found."""
    folder = binaries()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed. Run `make test-deps`.")
    owner = _owner()
    home = Path(tempfile.mkdtemp(prefix="kinkeeper-pg-"))
    if owner != getpass.getuser():
        shutil.chown(home, owner)
    port = _free_port()
    as_owner = {"user": owner} if os.geteuid() == 0 else {}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": home, **as_owner}
    data = home / "data"
    subprocess.run(
        [folder / "initdb", "-D", data, "-U", "kinkeeper", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], check=True, **quiet
    )
    options = f"-F -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c shared_buffers=256MB"
    subprocess.run([folder / "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", options, "start"], check=True, **quiet)
    try:
        yield f"postgresql://kinkeeper@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([folder / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=False, **quiet)
        shutil.rmtree(home, ignore_errors=True)


def _owner() -> str:
    """PostgreSQL refuses to run as root: another user of the system must own it then."""
    if os.geteuid() != 0:
        return getpass.getuser()
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
