"""Telling colleagues what is due: inside the program by a code, by e-mail without any word about a family."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kinkeeper.agencies.queries import actor_for, covering, members_of
from kinkeeper.agencies.types import Role
from kinkeeper.custody.types import ReleaseKind
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.jobs import enqueue
from kinkeeper.foundation.mail import send_letter
from kinkeeper.offers.models import Notice, Offer, ServiceSettings
from kinkeeper.offers.queries.offer_settings import here_now, place
from kinkeeper.offers.rules.offering import STOPPED
from kinkeeper.offers.types import OfferState
from kinkeeper.offers.types.offering import NoticeCode, OfferFlag
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.types import Purpose

_LONGEST = timedelta(hours=24)  # no service reminds earlier than this: see ServiceSettings


def send_due_notices() -> int:
    """Write every notice that is due and not yet written; answers how many. Idempotent: the same thing is told once.

    Before something is due and when it is, the worker is told, or whoever covers; once it is over by the hours that the
    service has set, the team leads are. Nothing here reaches a family.
    """
    return _Round().run()


class _Round:
    """One round of telling: remembers what was told, what services have set and who covers, so each is asked for once."""

    def __init__(self) -> None:
        self.chosen = {row.agency_id: row for row in ServiceSettings.objects.all()}
        self.covers: dict[int, list[int]] = {}
        self.leads: dict[int, list[int]] = {}
        self.told: set[tuple[int, str, datetime]] = set()

    def run(self) -> int:
        offers = [*_due_offers(), *_stopped_offers()]
        self.told = set(Notice.objects.filter(offer__in=offers).values_list("offer_id", "code", "about_at"))
        return sum(self._tell(offer) for offer in offers)

    def _tell(self, offer: Offer) -> int:
        if offer.state in STOPPED:
            return self._write(
                offer,
                NoticeCode.STOPPED,
                offer.passed_on_at,
                lambda: [offer.worker_id] if offer.worker_id else self._leads(offer),
            )
        due, service = offer.next_due_at, offer.service_id
        if due is None or service is None:
            return 0
        chosen = self.chosen.get(service) or ServiceSettings(agency_id=service)
        pack = due == offer.pack_due_at and offer.pack_sent_at is None
        written = 0
        if now() >= due - timedelta(hours=chosen.remind_hours):
            code = NoticeCode.PACK_DUE if pack else NoticeCode.DUE_SOON
            written += self._write(offer, code, due, lambda: self._who_does_it(offer))
        if now() >= due and not pack:
            written += self._write(offer, NoticeCode.DUE_NOW, due, lambda: self._who_does_it(offer))
        if now() > due + timedelta(hours=chosen.escalate_hours):
            written += self._write(offer, NoticeCode.OVERDUE, due, lambda: self._leads(offer))
        return written

    def _who_does_it(self, offer: Offer) -> list[int]:
        """The worker; while they are away whoever covers first; the leads where nobody has it."""
        worker = offer.worker
        if worker is None or worker.left_at is not None:
            return self._leads(offer)
        if worker.pk not in self.covers:
            day = today(place().zone)
            self.covers[worker.pk] = [member.pk for member in covering(worker, day, holiday=place().is_holiday(day))]
        return self.covers[worker.pk][:1] or [worker.pk]

    def _leads(self, offer: Offer) -> list[int]:
        team = offer.team_id or 0
        if team not in self.leads:
            leads = members_of(offer.service_id).filter(role=Role.TEAM_LEAD, teams=team)
            self.leads[team] = list(leads.values_list("pk", flat=True))
        return self.leads[team]

    @transaction.atomic
    def _write(self, offer: Offer, code: NoticeCode, about_at: datetime | None, to: Callable[[], list[int]]) -> int:
        if about_at is None or (offer.pk, code.value, about_at) in self.told:
            return 0
        written = 0
        for member in to():
            _, fresh = Notice.objects.get_or_create(to_id=member, offer=offer, code=code, about_at=about_at)
            if fresh:
                written += 1
                enqueue("offers.mail_notices", member_id=member)
        return written


def _due_offers() -> QuerySet[Offer]:
    """Offers whose next thing is due soon or over, and of which no lead has been told, the most urgent first."""
    lead_told = Notice.objects.filter(offer=OuterRef("pk"), code=NoticeCode.OVERDUE, about_at=OuterRef("next_due_at"))
    return (
        Offer.objects.filter(next_due_at__lte=now() + _LONGEST, team__isnull=False)
        .filter(~Exists(lead_told))
        .exclude(period__release_kind=ReleaseKind.DIED)  # nobody is reminded to ring
        .select_related("worker__user")
        .order_by("next_due_at", "pk")
    )


def _stopped_offers() -> QuerySet[Offer]:
    """Offers that were stopped after they were passed on, and nobody of the team has been told."""
    told = Notice.objects.filter(offer=OuterRef("pk"), code=NoticeCode.STOPPED)
    stopped = Offer.objects.filter(state__in=STOPPED, team__isnull=False, passed_on_at__isnull=False)
    return stopped.filter(~Exists(told)).order_by("pk")


@transaction.atomic
def tell_team(*, offer_id: int) -> int:
    """Tell those of the receiving team who work today that a family was passed to them; answers how many were told.

    Asked again at this moment: once somebody has the family, or it was stopped, nobody is. When nobody works today, or is
    not away, the leads are told. It goes to colleagues, not to a family: when that may be rung stands on the call sheet.
    """
    waiting = Offer.objects.filter(pk=offer_id, state=OfferState.PASSED_ON, worker__isnull=True, team__isnull=False).first()
    if waiting is None or waiting.passed_on_at is None:
        return 0
    team = members_of(waiting.service_id).filter(teams=waiting.team_id, role__in=[Role.LINK_WORKER, Role.TEAM_LEAD])
    here = here_now(frozenset({waiting.team_id or 0}))
    told = [member for member in team if member.pk in here] or [member for member in team if member.role == Role.TEAM_LEAD]
    for member in told:
        _, fresh = Notice.objects.get_or_create(
            to=member, offer=waiting, code=NoticeCode.PASSED_ON, about_at=waiting.passed_on_at
        )
        if fresh:
            enqueue("offers.mail_notices", member_id=member.pk)
    return len(told)


def mail_notices(*, member_id: int) -> bool:
    """Send a colleague one neutral letter for all that waits; answers whether one was sent.

    Asked again at this moment: what has been done meanwhile, or may no longer be seen, is not mailed.
    """
    waiting = list(
        Notice.objects.filter(to_id=member_id, mailed_at__isnull=True, seen_at__isnull=True).select_related(
            "offer__period", "to__user"
        )
    )
    if not waiting:
        return False
    reader = actor_for(waiting[0].to.user)
    current = [notice for notice in waiting if _still_holds(notice, reader)]
    Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(mailed_at=now())
    if not current:
        return False
    user = waiting[0].to.user
    send_letter(
        to=user.email, template="offers/letters/offer-notice.jinja", language=user.language, link=f"{settings.SITE_URL}/home/"
    )
    return True


def _still_holds(notice: Notice, reader: Actor) -> bool:
    if notice.offer.period.release_kind == ReleaseKind.DIED and notice.code != NoticeCode.STOPPED:
        return False
    if notice.code == NoticeCode.STOPPED:
        return reader.member_id == notice.to_id
    if notice.code == NoticeCode.PASSED_ON:
        if notice.offer.state != OfferState.PASSED_ON or notice.offer.worker_id is not None:
            return False
    elif notice.code == NoticeCode.MOVED:
        if notice.offer.needs_a_person != OfferFlag.MOVED_PRISON:
            return False
    elif notice.code != NoticeCode.HANDED_OVER and notice.offer.next_due_at != notice.about_at:
        return False
    return bool(may_see(reader, Purpose.OFFER_SUPPORT, Category.EXISTENCE, notice.offer.contact_id))


def mark_notices_seen(*, by: Actor, offer: Offer) -> int:
    """The actor has opened the family's page: what they were told of it is done with."""
    if by.member_id is None:
        return 0
    return Notice.objects.filter(to_id=by.member_id, offer=offer, seen_at__isnull=True).update(seen_at=now())
