"""Who may ask, check, pass on and offer: each answer says why not."""

from kinkeeper.offers.permissions.asking import (
    may_answer_check,
    may_answer_match,
    may_arrange_asking,
    may_ask,
    may_ask_anybody,
    may_pass_on,
    may_record_duty_call,
    may_set_asking,
    may_take_back,
)

__all__ = [
    "may_answer_check",
    "may_answer_match",
    "may_arrange_asking",
    "may_ask",
    "may_ask_anybody",
    "may_pass_on",
    "may_record_duty_call",
    "may_set_asking",
    "may_take_back",
]
