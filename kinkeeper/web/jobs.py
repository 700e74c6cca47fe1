"""The web's own work by name."""

from __future__ import annotations

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.jobs import job
from kinkeeper.web.site.actions import load_pages as load


@job("site.load_pages")
def load_pages() -> None:
    """Load the public site's seed set."""
    load(by=SYSTEM)
