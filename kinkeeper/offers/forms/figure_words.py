"""Words for what is counted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kinkeeper.offers.types import AskedBy, AskingState, Refusal

MEASURES = {
    "permitted": _("Families named with permission"),
    "checked": _("Checked"),
    "passed_on": _("Passed on"),
    "same_day": _("First try the same day"),
    "offered": _("Offers made"),
    "offered_in_time": _("Offered in time"),
    "pack_in_time": _("Pack sent in time"),
    "late": _("Late"),
    "accepted": _("Accepted"),
    "declined": _("Said no"),
    "later": _("Later"),
    "not_reachable": _("Not reached"),
    "do_not_contact": _("Do not contact"),
}
# The same in a breakdown, whose heads stand side by side.
HEADS = {
    **MEASURES,
    "permitted": _("Permitted"),
    "same_day": _("Tried same day"),
    "offered_in_time": _("In time"),
    "pack_in_time": _("Pack in time"),
    "median_hours": _("Median hours"),
}
HOURS = _("Hours from reception to offer, median")
ASKING_MEASURES = {
    "receptions": _("Receptions"),
    "cards": _("First-night cards held"),
    "interviews": _("Interviews held"),
    AskingState.PERMITTED.value: _("Permitted"),
    AskingState.NOT_PERMITTED.value: _("Not permitted"),
    AskingState.NOBODY_OUTSIDE.value: _("Nobody outside"),
    AskingState.DID_NOT_WISH_TO_SAY.value: _("Did not wish to say"),
    AskingState.LEFT_BEFORE_ASKED.value: _("Left before they were asked"),
    AskingState.DUE.value: _("Still to ask"),
}
ASKED_BY = {
    AskedBy.FAMILY_OFFICER.value: _("Family officer"),
    AskedBy.PROBATION.value: _("Probation"),
    AskedBy.LINK_WORKER.value: _("Link worker"),
    AskedBy.OTHER.value: _("Somebody else"),
}
ANSWERS_REFUSED = {
    Refusal.NOT_PERMITTED.value: _("Not permitted"),
    Refusal.DID_NOT_WISH_TO_SAY.value: _("Did not wish to say"),
    Refusal.NOBODY_OUTSIDE.value: _("Nobody outside"),
}
