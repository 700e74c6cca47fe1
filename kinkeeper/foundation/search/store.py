"""Where the index lies on disk: generations side by side, one of them current, and one writer at a time.

A rebuild makes a new generation beside the one that is being read and then moves the word `current` over to it, so readers
never see half an index. A lock on a file keeps writers of all processes apart; it is let go by the system if one dies.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from kinkeeper.foundation.randomness import random_bytes
from kinkeeper.foundation.search.shape import SHAPE
from kinkeeper.foundation.search.types import SearchNotReady


def home() -> Path:
    """The folder of all generations."""
    return Path(settings.HOME) / "search"


def current_generation() -> Path | None:
    """The folder of the index in use; None when there is none of the present shape."""
    try:
        name = (home() / "current").read_text().strip()
    except OSError:
        return None
    directory = home() / name
    return directory if name.startswith(f"shape{SHAPE}-") and (directory / "meta.json").exists() else None


def new_generation() -> Path:
    """An empty folder for an index to be built in."""
    directory = home() / f"shape{SHAPE}-{random_bytes(6).hex()}"
    directory.mkdir(parents=True)
    return directory


def make_current(directory: Path) -> None:
    """Let every reader turn to this generation, and remove all but it and the one before it, which may still be read."""
    before = current_generation()
    draft = home() / "current.new"
    draft.write_text(directory.name)
    draft.replace(home() / "current")
    for other in home().glob("shape*"):
        if other not in (directory, before):
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def writing(*, wait: bool = True) -> Iterator[None]:
    """Hold the one writer's place. Raises SearchNotReady at once if another has it and `wait` is false."""
    home().mkdir(parents=True, exist_ok=True)
    with (home() / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SearchNotReady from None
        yield
