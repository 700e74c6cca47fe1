"""What is done in custody: recording what is reported, what people enter and confirm, and the register of prisons."""

from kinkeeper.custody.actions.by_hand import (
    confirm_release,
    enter_event_by_hand,
    mark_bears_work,
    note_stage,
    plan_release,
    settle_flag,
)
from kinkeeper.custody.actions.prisons import import_prisons, link_prison
from kinkeeper.custody.actions.recording import Batch, record_batch, record_events

__all__ = [
    "Batch",
    "confirm_release",
    "enter_event_by_hand",
    "import_prisons",
    "link_prison",
    "mark_bears_work",
    "note_stage",
    "plan_release",
    "record_batch",
    "record_events",
    "settle_flag",
]
