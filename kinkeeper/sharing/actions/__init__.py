"""What may be done in sharing: disclosing, and giving and ending what disclosure rests on."""

from kinkeeper.sharing.actions.bases import end_bases, give_bases, withdraw_basis
from kinkeeper.sharing.actions.consents import (
    change_carer,
    end_childhood_consents,
    give_consent,
    narrow_consent,
    note_asked_anew,
    renew_consent,
    withdraw_consent,
)
from kinkeeper.sharing.actions.disagreements import decide_disagreement, note_disagreement_read, object_to_consent
from kinkeeper.sharing.actions.disclosing import disclose, disclose_many, shown_names
from kinkeeper.sharing.actions.glass import break_the_glass, close_ended_glass, close_glass, find_for_glass, review_glass
from kinkeeper.sharing.actions.involvements import begin_involvements, end_involvements, hand_over
from kinkeeper.sharing.actions.restrictions import lift_restriction, restrict
from kinkeeper.sharing.actions.speaking import name_my_children

__all__ = [
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
    "find_for_glass",
    "give_bases",
    "give_consent",
    "hand_over",
    "lift_restriction",
    "name_my_children",
    "narrow_consent",
    "note_asked_anew",
    "note_disagreement_read",
    "object_to_consent",
    "renew_consent",
    "restrict",
    "review_glass",
    "shown_names",
    "withdraw_basis",
    "withdraw_consent",
]
