"""Saying again and taking back, where more than sharing must hear of it: an accepted offer of help ends with its consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.offers.actions import support_taken_back
from kinkeeper.sharing.actions import agree_after, renew_consent, withdraw_consent
from kinkeeper.sharing.types import NewConsent, Purpose, TakenBack

if TYPE_CHECKING:
    from kinkeeper.sharing.models import Consent


@transaction.atomic
def take_back(*, by: Actor, consent: Consent, seen: int, how: TakenBack | None = None) -> bool:
    """Take a consent back, and with it the help it was given for; answers whether such help ended. `how` a worker heard it.

    Raises NotPermitted, AlreadyEnded, StaleVersion.
    """
    withdraw_consent(by=by, consent=consent, seen=seen, how=how)
    if consent.purpose != Purpose.OFFER_SUPPORT or consent.person_id != consent.given_by_id:
        return False
    agencies = {basis.agency_id for basis in consent.bases.all()}
    key = f"taken-back-{consent.reference}"
    return support_taken_back(by=by, contact=consent.person_id, agencies=agencies, form_key=key) > 0


@transaction.atomic
def agree_again(*, by: Actor, before: Consent, seen: int, replaces: bool, new: NewConsent) -> Consent:
    """Agree anew after an earlier consent: in its place where it `replaces` one that may still hold, else beside it.

    One that ended by a birthday or a change of carer counts as asked about. Raises what giving and renewing raise.
    """
    if replaces and before.ended_at is None:
        return renew_consent(by=by, consent=before, seen=seen, new=new)
    return agree_after(by=by, before=before, seen=seen, new=new)
