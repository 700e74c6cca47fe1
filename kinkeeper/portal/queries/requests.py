"""What families ask: for themselves, and for the workers who answer."""

from __future__ import annotations

from django.db.models import QuerySet

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.encryption import decrypt
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.portal.models import FamilyRequest
from kinkeeper.portal.types import RequestState
from kinkeeper.sharing.queries import kept_from

TABLE = "portal_familyrequest"


def words_of(request: FamilyRequest) -> str:
    """What was asked or told, in their own words."""
    return open_text(request, "words", request.words)


def answer_of(request: FamilyRequest) -> str:
    """What they were answered."""
    return open_text(request, "answer", request.answer)


def open_text(request: FamilyRequest, column: str, stored: bytes | memoryview) -> str:
    """The text of an encrypted column; empty for an empty one."""
    return decrypt(bytes(stored), table=TABLE, column=column, row=request.reference).decode() if stored else ""


def my_requests(by: Actor) -> list[FamilyRequest]:
    """What this family member has asked, the newest first."""
    return list(FamilyRequest.objects.filter(person_id=by.person_id or 0).select_related("agency").order_by("-pk"))


def my_request(by: Actor, reference: str) -> FamilyRequest:
    """One's own request. Raises NotVisible."""
    found = FamilyRequest.objects.filter(person_id=by.person_id or 0, reference=reference).first()
    if found is None or not by.is_family:
        raise NotVisible(reference)
    return found


def has_bundle(request: FamilyRequest) -> bool:
    """Whether the copy of everything is there to be taken."""
    return bool(request.bundle) and request.bundle_until is not None and request.bundle_until > now()


def requests_for(by: Actor, *, waiting: bool = True) -> QuerySet[FamilyRequest]:
    """What families ask of the actor's agency, the longest waiting first; not of those from whom an order keeps the actor."""
    rows = FamilyRequest.objects.filter(agency_id=by.agency_id or 0).exclude(person_id__in=kept_from(by))
    return rows.filter(state=RequestState.WAITING).order_by("pk") if waiting else rows.order_by("-pk")


def request_for(by: Actor, reference: str) -> FamilyRequest:
    """One request of the actor's agency. Raises NotVisible. Whether they may answer it: ask permissions."""
    found = requests_for(by, waiting=False).filter(reference=reference).first()
    if found is None or not by.is_staff:
        raise NotVisible(reference)
    return found
