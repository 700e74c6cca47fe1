"""Letters to owners, as a duty of the tick and a job."""

from __future__ import annotations

from kinkeeper.directory.actions.freshness import ask_owners
from kinkeeper.directory.actions.freshness import send_letters as send_waiting_letters
from kinkeeper.foundation.jobs import job
from kinkeeper.foundation.recurring import duty


@duty("directory.ask_owners")
def ask() -> int:
    """Ask owners of entries whose ninety days are over whether they are still right."""
    return ask_owners()


@job("directory.send_letters")
def send_letters() -> None:
    """Send the letters that were decided on."""
    send_waiting_letters()
