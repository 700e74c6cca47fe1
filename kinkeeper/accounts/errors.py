"""Errors of signing in."""

from __future__ import annotations

from kinkeeper.foundation.errors import WrongState


class LastWayIn(WrongState):
    """A second factor may be taken away only while another one stays."""

    reason = "last_way_in"
