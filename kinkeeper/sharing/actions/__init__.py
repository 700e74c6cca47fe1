"""What may be done in sharing: disclosing, and giving and ending what disclosure rests on."""

from kinkeeper.sharing.actions.bases import end_bases, give_bases, shorten_bases, withdraw_basis
from kinkeeper.sharing.actions.consents import (
    agree_after,
    attach_scan,
    change_carer,
    end_childhood_consents,
    give_consent,
    narrow_consent,
    note_asked_anew,
    renew_consent,
    withdraw_consent,
    write_consent,
)
from kinkeeper.sharing.actions.disagreements import decide_disagreement, note_disagreement_read, object_to_consent
from kinkeeper.sharing.actions.disclosing import disclose, disclose_many, shown_names
from kinkeeper.sharing.actions.erasing import erase_from_sharing, let_go_of_scans
from kinkeeper.sharing.actions.glass import break_the_glass, close_ended_glass, close_glass, find_for_glass, review_glass
from kinkeeper.sharing.actions.involvements import begin_involvements, end_involvements, hand_over
from kinkeeper.sharing.actions.restrictions import answer_match, lift_restriction, part_match, restrict
from kinkeeper.sharing.actions.reviews import note_basis_read, remind, review_basis
from kinkeeper.sharing.actions.speaking import name_my_children

__all__ = [
    "agree_after",
    "answer_match",
    "attach_scan",
    "begin_involvements",
    "break_the_glass",
    "change_carer",
    "close_ended_glass",
    "close_glass",
    "decide_disagreement",
    "disclose",
    "disclose_many",
    "end_bases",
    "end_childhood_consents",
    "end_involvements",
    "erase_from_sharing",
    "find_for_glass",
    "give_bases",
    "give_consent",
    "hand_over",
    "let_go_of_scans",
    "lift_restriction",
    "name_my_children",
    "narrow_consent",
    "note_asked_anew",
    "note_basis_read",
    "note_disagreement_read",
    "object_to_consent",
    "part_match",
    "remind",
    "renew_consent",
    "restrict",
    "review_basis",
    "review_glass",
    "shorten_bases",
    "shown_names",
    "withdraw_basis",
    "withdraw_consent",
    "write_consent",
]
