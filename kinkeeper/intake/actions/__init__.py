"""What is done in intake: taking events in, keeping and retrying what could not be taken, and looking after feeds."""

from kinkeeper.intake.actions.by_hand import confirm_release, enter_move, note_stage, plan_release, settle_flag
from kinkeeper.intake.actions.feeds import add_feed, rotate_token
from kinkeeper.intake.actions.receiving import actor_of_feed, deliver, read_in, take_in
from kinkeeper.intake.actions.refusing import forget_expired, read_refused
from kinkeeper.intake.actions.retrying import retry, retry_known_prisons

__all__ = [
    "actor_of_feed",
    "add_feed",
    "confirm_release",
    "deliver",
    "enter_move",
    "forget_expired",
    "note_stage",
    "plan_release",
    "read_in",
    "read_refused",
    "retry",
    "retry_known_prisons",
    "rotate_token",
    "settle_flag",
    "take_in",
]
