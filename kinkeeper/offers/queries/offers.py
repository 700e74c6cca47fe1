"""Offers as those see them who were passed them: own columns only. Names come from `sharing.actions.disclose`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kinkeeper.custody.types import ReleaseKind
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.prepared import Among, PreparedRows, Slot, any_of, numbered, prepared
from kinkeeper.offers.models import Attempt, HandOver, Notice, Offer, Pack, PermissionGiven
from kinkeeper.offers.queries.offer_settings import here_now
from kinkeeper.offers.rules.offering import CLOSED_GENTLY, MAY_SEND_PACK, TO_REACH
from kinkeeper.offers.types import OfferState
from kinkeeper.offers.types.offer_pages import ParentsWord
from kinkeeper.offers.types.offering import NoticeCode, OfferFlag
from kinkeeper.sharing.queries import (
    families_of,
    found_by_name,
    has_other_records,
    has_rows_in_scope,
    household,
    households,
    in_scope,
    in_scope_of,
    other_records,
)
from kinkeeper.sharing.types import Purpose

PURPOSE = Purpose.OFFER_SUPPORT

# What a line of a list says: the rest of an offer's forty columns, most of them moments to be read, would cost more than that.
_ON_A_LINE = (
    "reference", "state", "tie", "contact", "held", "family", "needs_a_person", "next_due_at", "offer_due_at", "offered_at",
    "pack_due_at", "pack_sent_at", "worker__user__name",
)  # fmt: skip
_TO_ASK_AGAIN = ("reference", "state", "tie", "contact", "held", "answered_at", "forget_at", "closed_stage", "reopened_for")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list of families to reach is narrowed. `whose`: mine, team or to_cover; empty filters mean any."""

    whose: str = "mine"
    state: str = ""
    worker: str = ""  # a member's reference, or "nobody"
    prison: str = ""  # a prison's code
    search: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """An offer on its page: whether the actor was told something of it, whether it changed hands, whether packs were made."""

    offer: Offer
    is_news: bool
    was_handed: bool
    has_packs: bool


@dataclass(frozen=True, slots=True)
class SameElsewhere:
    """Another offer, and who of its home is the same person as who here: pairs of a record here and one there."""

    offer: Offer
    people: tuple[tuple[int, int], ...]


def offers_for(by: Actor) -> QuerySet[Offer]:
    """Offers passed on to the actor's own teams, of people they may still see. Everybody else's do not exist."""
    return offers_of_teams(by.role, **_asks(by)) if _has_teams(by) else Offer.objects.none()


def offers_of_teams(role: str, *, reader: Actor | Slot, at: datetime | Slot, **teams: int | Slot) -> QuerySet[Offer]:
    """The same for somebody who is in these teams: with slots it is part of a prepared query."""
    return Offer.objects.filter(
        in_scope_of(reader, role, PURPOSE, Category.EXISTENCE, "contact_id"),
        Q(forget_at__isnull=True) | Q(forget_at__gt=at),
        any_of("team_id", teams.values()),
        passed_on_at__isnull=False,
    )


def _has_teams(by: Actor) -> bool:
    return has_rows_in_scope(by) and bool(by.team_ids)


def _asks(by: Actor) -> dict[str, Any]:
    return {"reader": by, "at": now(), **numbered(by.team_ids, "team")}


def offer_for(by: Actor, reference: str) -> Offer:
    """One offer of the actor's own teams. Raises NotVisible, alike for what is another's and what never was."""
    found = (
        offers_for(by)
        .select_related("service", "team", "worker__user", "asking__prison", "period")
        .filter(reference=reference)
        .first()
    )
    if found is None:
        raise NotVisible(reference, PURPOSE)
    return found


def offer_to_open(by: Actor, reference: str) -> Opened:
    """As `offer_for`, with what hangs on it: what most offers have not is then not asked for."""
    found: Any = _opened(by.role, **_asks(by), member=by.member_id, reference=reference) if _has_teams(by) else ()
    if not found:
        raise NotVisible(reference, PURPOSE)
    return Opened(found[0], is_news=found[0].is_news, was_handed=found[0].was_handed, has_packs=found[0].has_packs)


@prepared
def _opened(role: str, *, member: Slot, reference: Slot, **asks: Any) -> QuerySet[Offer]:
    of_this = {"offer": OuterRef("pk")}
    offers = offers_of_teams(role, **asks).select_related("service", "team", "worker__user", "asking", "period")
    return offers.annotate(
        is_news=Exists(Notice.objects.filter(**of_this, to_id=member, seen_at__isnull=True)),
        was_handed=Exists(HandOver.objects.filter(**of_this)),
        has_packs=Exists(Pack.objects.filter(**of_this)),
        is_joined=has_other_records("family_id"),
    ).filter(reference=reference)


def families_to_reach(by: Actor, wanted: Wanted) -> QuerySet[Offer] | PreparedRows[Offer]:
    """The work list: open offers of own teams, the least time left first, late ones foremost."""
    if not _has_teams(by):
        return Offer.objects.none()
    shape = (by.role, wanted.whose, wanted.state)
    asks = {**_asks(by), "member": by.member_id, "here": here_now(by.team_ids) if wanted.whose == "to_cover" else ()}
    if not (wanted.worker or wanted.prison or wanted.search):
        return PreparedRows(_to_reach, *shape, **asks)
    offers = _to_reach(*shape, **asks)
    if wanted.worker == "nobody":
        offers = offers.filter(worker__isnull=True)
    elif wanted.worker:
        offers = offers.filter(worker__reference=wanted.worker)
    if wanted.prison:
        offers = offers.filter(in_scope(by, PURPOSE, Category.CUSTODY_DETAILS, "held_id"), period__prison__code=wanted.prison)
    if wanted.search:
        named = found_by_name(by, PURPOSE, wanted.search)
        offers = offers.filter(Q(contact_id__in=named) | Q(held_id__in=named) | Q(reference=wanted.search.strip().upper()))
    return offers


def _to_reach(
    role: str, whose: str, state: str, *, member: int | Slot, here: Iterable[int] | Slot, **asks: Any
) -> QuerySet[Offer]:
    offers = offers_of_teams(role, **asks).select_related("worker__user").only(*_ON_A_LINE)
    if state:
        offers = offers.filter(state=state)
    else:
        offers = offers.filter(Q(state__in=TO_REACH) | Q(state=OfferState.ACCEPTED, next_due_at__isnull=False))
    if whose == "to_cover":
        offers = offers.filter(Q(worker__isnull=True) | ~Q(Among("worker_id", here)))
    elif whose != "team":
        offers = offers.filter(worker_id=member)
    offers = offers.annotate(is_joined=has_other_records("family_id"))
    return with_tries(offers).order_by(F("next_due_at").asc(nulls_last=True), "offer_due_at", "pk")


def of_same_people(by: Actor, offers: Iterable[Offer]) -> dict[int, list[SameElsewhere]]:
    """By offer, the actor's teams' other offers to a home of which somebody was found to be the same person as one here.

    Asked only of offers marked `is_joined`. Whether the reader may see who that is: ask `disclose`.
    """
    joined = [offer for offer in offers if getattr(offer, "is_joined", False)]
    if not joined:
        return {}
    homes = households({offer.family_id for offer in joined})
    others = other_records({person for offer in joined for person in _outside(offer, homes)})
    families = families_of(record for some in others.values() for record in some)
    found = list(offers_for(by).select_related("worker__user").filter(family_id__in=families).order_by("-passed_on_at", "-pk"))
    homes |= households({offer.family_id for offer in found})
    same: dict[int, list[SameElsewhere]] = {offer.pk: [] for offer in joined}
    for offer in joined:
        for other in found:
            pairs = [(mine, record) for mine in _outside(offer, homes) for record in others[mine] & set(_outside(other, homes))]
            if pairs and other.pk != offer.pk:
                same[offer.pk].append(SameElsewhere(other, tuple(pairs)))
    return same


def _outside(offer: Offer, homes: Mapping[int, Sequence[int]]) -> list[int]:
    """Who of a home is not in custody: the one to speak to first."""
    return [person for person in dict.fromkeys([offer.contact_id, *homes.get(offer.family_id, ())]) if person != offer.held_id]


def with_tries(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """The same offers, each with `tries`: how many stand."""
    standing = Attempt.objects.filter(offer=OuterRef("pk"), struck_at__isnull=True).order_by().values("offer")
    return offers.annotate(tries=Coalesce(Subquery(standing.annotate(number=Count("pk")).values("number")), 0))


def prisons_in(by: Actor) -> list[tuple[str, str]]:
    """Code and name of each prison whose people's families the actor's teams have still to reach, for a filter of the list.

    Of families on that list alone: a prison to choose where nobody stands would tell of one who is hidden.
    """
    return _prisons_in(by.role, **_asks(by)) if _has_teams(by) else []


@prepared
def _prisons_in(role: str, *, reader: Slot, **asks: Any) -> QuerySet[Offer, tuple[str, str]]:
    here = in_scope_of(reader, role, PURPOSE, Category.CUSTODY_DETAILS, "held_id")
    rows = offers_of_teams(role, reader=reader, **asks).filter(here, state__in=TO_REACH)
    return rows.values_list("period__prison__code", "period__prison__name").distinct().order_by("period__prison__name")


def household_of(offer: Offer) -> list[int]:
    """Who belongs to the household of an offer now."""
    return household(offer.family_id)


def people_of(offer: Offer, home: Sequence[int] | None = None) -> list[int]:
    """The people an offer is about: the one to speak to first, who is in custody, and the household (`home`, if at hand)."""
    return list(dict.fromkeys([offer.contact_id, offer.held_id, *(household_of(offer) if home is None else home)]))


def attempts_of(offer: Offer) -> list[Attempt]:
    """All tries, struck-out ones too, the newest first. What another service noted before stays that service's own."""
    found = _attempts(offer=offer.pk)
    for past in found:
        if past.entered_by is not None and past.entered_by.agency_id != offer.service_id:
            past.note = ""
    return found


@prepared
def _attempts(*, offer: Slot) -> QuerySet[Attempt]:
    return Attempt.objects.filter(offer=offer).select_related("entered_by__user", "struck_by__user").order_by("-at", "-pk")


def standing_attempts(offer: Offer) -> list[Attempt]:
    """The tries that stand, in the order they happened."""
    return list(Attempt.objects.filter(offer=offer, struck_at__isnull=True).order_by("at", "pk"))


def tries_now(offer: Offer) -> list[Attempt]:
    """The tries that stand since the family was passed on, or was last asked again."""
    return since_asked(offer, standing_attempts(offer))


def since_asked(offer: Offer, attempts: Iterable[Attempt]) -> list[Attempt]:
    """Of these tries of the offer, those that stand since it was passed on, or was last asked again."""
    since = offer.reopened_at
    return [past for past in attempts if past.struck_at is None and (since is None or past.at >= since)]


def parents_word(offer: Offer) -> ParentsWord:
    """What the parent agreed to about this household, in codes."""
    return parents_words([offer])[offer.pk]


def parents_words(offers: Sequence[Offer]) -> dict[int, ParentsWord]:
    """The same for many offers, by offer: one query."""
    rows = {row.offer_id: row for row in _permissions(offers=[offer.pk for offer in offers])}
    return {offer.pk: _word(rows.get(offer.pk)) for offer in offers}


@prepared
def _permissions(*, offers: Slot) -> QuerySet[PermissionGiven]:
    return PermissionGiven.objects.filter(Among("offer_id", offers))


def _word(row: PermissionGiven | None) -> ParentsWord:
    if row is None:
        return ParentsWord()
    agreed_for, not_told = (tuple(filter(None, codes.split(","))) for codes in (row.purposes, row.not_told))
    return ParentsWord(agreed_for, not_told, withdrawn=row.withdrawn_at is not None, written=True)


def hand_overs_of(offer: Offer) -> list[HandOver]:
    """How the offer went from hand to hand within the service that has it now, and how it came there; the newest first."""
    return list(
        HandOver.objects.filter(offer=offer, to_team__agency_id=offer.service_id or 0)
        .select_related("from_worker__user", "to_worker__user", "handed_by__user", "from_team", "to_team")
        .order_by("-pk")
    )


def packs_of(offer: Offer) -> list[Pack]:
    """The packs made for an offer, the newest first."""
    return _packs(offer=offer.pk)


@prepared
def _packs(*, offer: Slot) -> QuerySet[Pack]:
    return Pack.objects.filter(offer=offer).select_related("sent_by__user").order_by("-pk")


def packs_due(by: Actor, *, within: timedelta = timedelta(hours=24)) -> QuerySet[Offer]:
    """Offers of own teams whose pack is not sent and due within that time, or late; the most urgent first."""
    return (
        with_tries(offers_for(by))
        .filter(state__in=MAY_SEND_PACK, pack_sent_at__isnull=True, pack_due_at__lte=now() + within)
        .exclude(period__release_kind=ReleaseKind.DIED)
        .order_by("pack_due_at", "pk")
    )


def closed_offers(by: Actor) -> QuerySet[Offer] | PreparedRows[Offer]:
    """Noes and silences that are still kept: those that may one day be asked again, the latest first."""
    return PreparedRows(_closed, by.role, **_asks(by)) if _has_teams(by) else Offer.objects.none()


def _closed(role: str, **asks: Any) -> QuerySet[Offer]:
    closed = offers_of_teams(role, **asks).filter(state__in=CLOSED_GENTLY).only(*_TO_ASK_AGAIN)
    return closed.order_by("-answered_at", "-pk")


def notices_for(by: Actor) -> list[Notice]:
    """What the actor is told to do and has neither looked at nor done: codes and references, the newest first.

    Of families they may still see: that a link leads nowhere any more would tell that somebody was kept from them. Only the
    word to stop is read without.
    """
    if by.member_id is None:
        return []
    still_so = Q(offer__next_due_at=F("about_at")) | Q(code__in=[NoticeCode.HANDED_OVER, NoticeCode.STOPPED])
    still_so |= Q(code=NoticeCode.PASSED_ON, offer__state=OfferState.PASSED_ON, offer__worker__isnull=True)
    still_so |= Q(code=NoticeCode.MOVED, offer__needs_a_person=OfferFlag.MOVED_PRISON)
    seen = in_scope(by, PURPOSE, Category.EXISTENCE, "offer__contact_id") & Q(offer__team_id__in=by.team_ids)
    return list(
        Notice.objects.filter(still_so, seen | Q(code=NoticeCode.STOPPED), to_id=by.member_id, seen_at__isnull=True)
        .select_related("offer")
        .order_by("-created_at", "-pk")
    )


def told_to_stop(by: Actor, reference: str) -> Offer | None:
    """The offer of this reference, when the actor worked on it and was told to stop; of it only the reference may be shown."""
    if by.member_id is None:
        return None
    told = Notice.objects.filter(to_id=by.member_id, code=NoticeCode.STOPPED, offer__reference=reference)
    notice = told.select_related("offer").first()
    return notice.offer if notice else None


def offers_with_people(offers: Sequence[Offer]) -> list[int]:
    """The people that a page of offers names: whom to speak to, and who is in custody."""
    return list(dict.fromkeys(person for offer in offers for person in (offer.contact_id, offer.held_id)))
