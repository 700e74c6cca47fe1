"""What people do in offers: asking a parent, checking, passing on; ringing a family and noting their answer."""

from kinkeeper.offers.actions.asking import follow_periods, leave_released_askings
from kinkeeper.offers.actions.asking_permission import ask_again, record_refusal, reopen_refusals, retract_permission
from kinkeeper.offers.actions.asking_settings import arrange_asking, change_asking_times, end_arrangement
from kinkeeper.offers.actions.asking_undo import undo_permission
from kinkeeper.offers.actions.attempts import WhatHappened, call_not_reachable, note_attempt, strike_out_attempt
from kinkeeper.offers.actions.card import raise_worry, record_first_night_card
from kinkeeper.offers.actions.check import answer_check, answer_match, clear_and_pass_on, part_match, pass_on, raise_late_checks
from kinkeeper.offers.actions.erasing import erase_person
from kinkeeper.offers.actions.figures import view_figures
from kinkeeper.offers.actions.interview import conclude_interview, drop_draft, save_draft
from kinkeeper.offers.actions.moves import answer_for_parent, propose_service, return_family, take_on_family, tell_of_move
from kinkeeper.offers.actions.offer_call_sheet import name_family, owed_to, page_of_families, page_to_ask_again, view_call_sheet
from kinkeeper.offers.actions.offer_cover import (
    flag_moved_prison,
    hand_over_offer,
    note_death_inside,
    stay_with_offer,
    take_offer,
)
from kinkeeper.offers.actions.offer_family import answer_own_offer, open_own_pack, pack_as_page, support_taken_back
from kinkeeper.offers.actions.offer_notices import mail_notices, mark_notices_seen, send_due_notices, tell_team
from kinkeeper.offers.actions.offer_parent import take_back_own_permission
from kinkeeper.offers.actions.offer_reopening import forget_offer, reopen_offer
from kinkeeper.offers.actions.offer_settings import change_service_settings
from kinkeeper.offers.actions.pack_choices import MOST_HELP, choose_help, choose_reading, drop_help
from kinkeeper.offers.actions.pack_making import mark_pack_sent, mark_packs_sent, open_pack, open_packs
from kinkeeper.offers.actions.safety import raise_worries_again, record_duty_call

__all__ = [
    "MOST_HELP",
    "WhatHappened",
    "answer_check",
    "answer_for_parent",
    "answer_match",
    "answer_own_offer",
    "arrange_asking",
    "ask_again",
    "call_not_reachable",
    "change_asking_times",
    "change_service_settings",
    "choose_help",
    "choose_reading",
    "clear_and_pass_on",
    "conclude_interview",
    "drop_draft",
    "drop_help",
    "end_arrangement",
    "erase_person",
    "flag_moved_prison",
    "follow_periods",
    "forget_offer",
    "hand_over_offer",
    "leave_released_askings",
    "mail_notices",
    "mark_notices_seen",
    "mark_pack_sent",
    "mark_packs_sent",
    "name_family",
    "note_attempt",
    "note_death_inside",
    "open_own_pack",
    "open_pack",
    "open_packs",
    "owed_to",
    "pack_as_page",
    "page_of_families",
    "page_to_ask_again",
    "part_match",
    "pass_on",
    "propose_service",
    "raise_late_checks",
    "raise_worries_again",
    "raise_worry",
    "record_duty_call",
    "record_first_night_card",
    "record_refusal",
    "reopen_offer",
    "reopen_refusals",
    "retract_permission",
    "return_family",
    "save_draft",
    "send_due_notices",
    "stay_with_offer",
    "strike_out_attempt",
    "support_taken_back",
    "take_back_own_permission",
    "take_offer",
    "take_on_family",
    "tell_of_move",
    "tell_team",
    "undo_permission",
    "view_call_sheet",
    "view_figures",
]
