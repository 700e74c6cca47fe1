"""What people do in offers: asking a parent, checking, passing on; ringing a family and noting their answer."""

from kinkeeper.offers.actions.attempts import WhatHappened, call_not_reachable, note_attempt, strike_out_attempt
from kinkeeper.offers.actions.offer_call_sheet import page_of_families, page_to_ask_again, view_call_sheet
from kinkeeper.offers.actions.offer_cover import flag_moved_prison, hand_over_offer, stay_with_offer, take_offer
from kinkeeper.offers.actions.offer_notices import mail_notices, mark_notices_seen, send_due_notices
from kinkeeper.offers.actions.offer_reopening import forget_offer, reopen_offer
from kinkeeper.offers.actions.offer_settings import change_service_settings

__all__ = [
    "WhatHappened",
    "call_not_reachable",
    "change_service_settings",
    "flag_moved_prison",
    "forget_offer",
    "hand_over_offer",
    "mail_notices",
    "mark_notices_seen",
    "note_attempt",
    "page_of_families",
    "page_to_ask_again",
    "reopen_offer",
    "send_due_notices",
    "stay_with_offer",
    "strike_out_attempt",
    "take_offer",
    "view_call_sheet",
]
