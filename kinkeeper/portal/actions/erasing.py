"""Erasing somebody who asked for it: decided by a person, done at once, through every room that holds anything of them."""

from __future__ import annotations

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import WrongState
from kinkeeper.offers.actions import erase_person
from kinkeeper.portal.actions.asking import answer_request
from kinkeeper.portal.actions.closing import forget_account
from kinkeeper.portal.models import AccessCode, FamilyAccount, FamilyRequest, Release
from kinkeeper.portal.permissions import may_decide
from kinkeeper.portal.types import RequestKind, RequestState

FORGOTTEN = "erased"  # stands where a row must give a reason, and the reason was about somebody


@transaction.atomic
def erase_who_asked(*, by: Actor, request: FamilyRequest, seen: int) -> None:
    """Erase the person of a request for erasure, with their own page, what they wrote and how they came in.

    Raises NotPermitted, WrongState, StaleVersion, and LawKeeps with `why` when a law keeps the record: then nothing has
    changed.
    """
    may_decide(by, request).require()
    if request.kind != RequestKind.ERASE or request.state != RequestState.WAITING:
        raise WrongState
    person = request.person_id
    answer_request(by=by, request=request, seen=seen, state=RequestState.DONE, answer="")
    erase_person(by=by, person=person)
    FamilyRequest.objects.filter(person_id=person).update(words=b"", answer=b"", bundle=b"", bundle_until=None)
    for release in Release.objects.filter(person_id=person):
        release.reason = FORGOTTEN
        release.save(update_fields=["reason"])
    AccessCode.objects.filter(person_id=person, used_at__isnull=True, stopped_at__isnull=True).update(stopped_at=now())
    for account in FamilyAccount.objects.select_related("user").filter(person_id=person):
        forget_account(account)
