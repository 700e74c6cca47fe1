"""Recurring work of the library."""

from __future__ import annotations

from kinkeeper.foundation.recurring import duty
from kinkeeper.library.actions import check_some_links, forget_held


@duty("library.check_links")
def check_links() -> int:
    """Ask for a few addresses, where the site has switched that on."""
    return check_some_links()


@duty("library.forget_held")
def forget() -> int:
    """Remove files of references that were looked at and never taken."""
    return forget_held()
