"""What people do in offers: asking a parent, checking, passing on; ringing a family and noting their answer."""

from kinkeeper.offers.actions.asking import follow_periods, leave_released_askings
from kinkeeper.offers.actions.asking_moves import arrange_asking, end_arrangement
from kinkeeper.offers.actions.asking_permission import ask_again, record_refusal, retract_permission
from kinkeeper.offers.actions.card import raise_worry, record_first_night_card
from kinkeeper.offers.actions.check import answer_check, answer_match, clear_and_pass_on, pass_on, raise_late_checks
from kinkeeper.offers.actions.interview import conclude_interview, drop_draft, save_draft
from kinkeeper.offers.actions.safety import raise_worries_again, record_duty_call

__all__ = [
    "answer_check",
    "answer_match",
    "arrange_asking",
    "ask_again",
    "clear_and_pass_on",
    "conclude_interview",
    "drop_draft",
    "end_arrangement",
    "follow_periods",
    "leave_released_askings",
    "pass_on",
    "raise_late_checks",
    "raise_worries_again",
    "raise_worry",
    "record_duty_call",
    "record_first_night_card",
    "record_refusal",
    "retract_permission",
    "save_draft",
]
