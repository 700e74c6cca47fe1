"""Single entries: what they say, how fresh they are, what was asked and changed about them."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kinkeeper.directory.models import Change, Proposal, Report, Service, ServiceAtLocation, StillRight, Term
from kinkeeper.directory.rules import differences, is_fresh
from kinkeeper.directory.types import Audience, Draft, HistoryLine, Hours, Spot, Stage, Status, Telephone, unbits
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import NotVisible

OWN_KINDS = "help"  # the code of our own list of kinds of help


def entries() -> QuerySet[Service]:
    """Services with all that a page of them shows, in a fixed number of queries."""
    return Service.objects.select_related("organisation").prefetch_related(
        "phones", "schedules", "prisons", "terms__taxonomy", "at_locations__location"
    )


def entry_page(reference: str) -> Service:
    """The entry with this reference, historic ones too. Raises NotVisible for one that is closed or never was."""
    return entry_named(reference, status__in=(Status.ACTIVE, Status.CLOSED_FOR_NOW))


def entry_named(reference: str, **conditions: object) -> Service:
    """The entry with this reference, whatever its state. Raises NotVisible when there is none."""
    service = entries().filter(reference=reference, **conditions).first()
    if service is None:
        raise NotVisible
    return service


def is_fresh_entry(service: Service) -> bool:
    """Whether somebody who knows has said lately enough that this entry is right."""
    return is_fresh(service.assured_on, today(settings.TIME_ZONE), settings.DIRECTORY_FRESH_FOR)


def draft_of(service: Service) -> Draft:
    """What the entry says now, in the shape in which it is written."""
    terms = list(service.terms.all())
    rows = sorted(service.at_locations.all(), key=lambda row: row.pk)
    return Draft(
        name=service.name,
        organisation=service.organisation.name,
        summary=service.summary,
        kinds=tuple(sorted(term.code for term in terms if term.taxonomy.code == OWN_KINDS)),
        audiences=unbits(service.audiences, Audience),
        stages=unbits(service.stages, Stage),
        min_age=service.min_age,
        max_age=service.max_age,
        cost=service.cost,
        cost_words=service.cost_words,
        languages=tuple(service.languages),
        access=service.access,
        coverage=service.coverage,
        how_to_ask=service.how_to_ask,
        website=service.website,
        email=service.email,
        owner_email=service.owner_email,
        prisons=tuple(sorted(prison.code for prison in service.prisons.all())),
        phones=tuple(Telephone(phone.number, phone.words) for phone in service.phones.all()),
        spots=tuple(_spot(row) for row in rows if row.location),
        hours=tuple(
            Hours(tuple(filter(None, part.days.split(","))), part.opens, part.closes, part.words)
            for part in service.schedules.all()
        ),
        status=service.status,
        terms=tuple(sorted(term.name for term in terms if term.taxonomy.code != OWN_KINDS)),
        source=service.source,
        historic=service.historic,
        uuid=service.uuid,
    )


def _spot(row: ServiceAtLocation) -> Spot:
    location = row.location
    assert location is not None  # noqa: S101  (the caller asked)
    return Spot(
        name=location.name,
        address=location.address,
        town=location.town,
        county=location.county,
        postcode=location.postcode,
        latitude=location.latitude,
        longitude=location.longitude,
        access=location.access,
        uuid=location.uuid,
    )


def history_of(subject: str, key: str) -> list[HistoryLine]:
    """Every change of an entry or a prison's page, newest first."""
    return [
        HistoryLine(change.at, change.by, change.why, differences(change.before, change.after))
        for change in Change.objects.filter(subject=subject, key=key)
    ]


def services_due_a_letter() -> QuerySet[Service]:
    """Entries whose owner is to be asked "still right?": live, with an owner's address, not assured and not asked lately."""
    moment = now()
    day = today(settings.TIME_ZONE)
    lately = StillRight.objects.filter(service=OuterRef("pk"), created_at__gt=moment - settings.DIRECTORY_ASK_AFTER)
    return (
        Service.objects.filter(status=Status.ACTIVE, historic=False)
        .exclude(owner_email="")
        .filter(Q(assured_on__isnull=True) | Q(assured_on__lte=day - settings.DIRECTORY_ASK_AFTER))
        .filter(~Exists(lately))
        .order_by("pk")
    )


def letters_to_send() -> QuerySet[StillRight]:
    """Letters that were decided on and have not left."""
    return StillRight.objects.filter(sent_at__isnull=True, answered_at__isnull=True).select_related("service__organisation")


def open_reports() -> QuerySet[Report]:
    """Problems that people reported and nobody has looked at, oldest first."""
    return Report.objects.filter(handled_at__isnull=True).select_related("service__organisation").order_by("created_at")


def open_proposals() -> QuerySet[Proposal]:
    """Changes that owners asked for and nobody has decided, oldest first."""
    return Proposal.objects.filter(decided_at__isnull=True).select_related("service__organisation").order_by("created_at")


def proposal_named(reference: str) -> Proposal:
    """The proposal with this reference. Raises NotVisible when there is none."""
    proposal = Proposal.objects.filter(reference=reference).select_related("service__organisation").first()
    if proposal is None:
        raise NotVisible
    return proposal


def services_of_agency(agency_id: int | None) -> QuerySet[Service]:
    """The entries that an agency's own people look after; nobody's when they have no agency."""
    if agency_id is None:
        return Service.objects.none()
    return entries().filter(organisation__agency_id=agency_id).order_by("name")


def unassured_since(days: int) -> QuerySet[Service]:
    """Live entries that nobody has assured within `days`, those never assured first, then the longest ago."""
    limit = today(settings.TIME_ZONE) - timedelta(days=days)
    stale = entries().filter(status=Status.ACTIVE, historic=False).filter(Q(assured_on__isnull=True) | Q(assured_on__lt=limit))
    return stale.order_by(F("assured_on").asc(nulls_first=True), "pk")


def own_terms() -> dict[str, Term]:
    """Our own kinds of help, by code."""
    return {term.code: term for term in Term.objects.filter(taxonomy__code=OWN_KINDS)}


def report_named(reference: str) -> Report:
    """The report with this reference. Raises NotVisible when there is none."""
    report = Report.objects.filter(reference=reference).first()
    if report is None:
        raise NotVisible
    return report
