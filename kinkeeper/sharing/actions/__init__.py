"""What may be done in sharing: disclosing, and giving and ending what disclosure rests on."""

from kinkeeper.sharing.actions.bases import end_bases, give_bases, withdraw_basis
from kinkeeper.sharing.actions.disclosing import disclose, disclose_many, shown_names
from kinkeeper.sharing.actions.involvements import begin_involvements, end_involvements, hand_over
from kinkeeper.sharing.actions.restrictions import lift_restriction, restrict

__all__ = [
    "begin_involvements",
    "disclose",
    "disclose_many",
    "end_bases",
    "end_involvements",
    "give_bases",
    "hand_over",
    "lift_restriction",
    "restrict",
    "shown_names",
    "withdraw_basis",
]
