"""Making a pack for one family, and writing down that it went. Its words are composed when it is opened, from Views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction

from kinkeeper.custody.queries import prison as prison_named
from kinkeeper.custody.types import CustodyDetailsView, Stage
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import NotPermitted, NotVisible, WrongState
from kinkeeper.library.queries import on_list, readings
from kinkeeper.offers.actions.offer_household import age_of, grown_ups
from kinkeeper.offers.actions.offers import lock, save_step, wrote
from kinkeeper.offers.models import Offer, Pack
from kinkeeper.offers.packs.making import make_pack
from kinkeeper.offers.packs.types import Addressee, Inside, PackRequest, PrisonFacts, Reading, WorkerContact
from kinkeeper.offers.packs.types import Pack as Composed
from kinkeeper.offers.permissions.offers import may_send_pack
from kinkeeper.offers.queries.offer_settings import place, settings_of
from kinkeeper.offers.queries.offers import PURPOSE, people_of
from kinkeeper.offers.rules.pack_facts import bands_of, inside_of, reader_of, told_of
from kinkeeper.offers.types import OfferState, PackRoute
from kinkeeper.people.types import (
    DemographicsView,
    IdentityView,
    Known,
    RouteKind,
    Safety,
    Tie,
    ToldView,
    WhereaboutsView,
)
from kinkeeper.sharing.actions import disclose
from kinkeeper.sharing.types import View

MOST_READING = 20  # more is a burden, not a gift


def open_pack(*, by: Actor, offer: Offer) -> tuple[Pack, Composed]:
    """The pack of an offer, made if there is none yet, and composed of what may be seen now.

    Once it is sent the same pack is shown again. Raises NotPermitted (no, stopped, too soon, not agreed) and NotVisible.
    """
    record = Pack.objects.filter(offer=offer).order_by("sent_at", "pk").last() or _begin(by, offer)
    views = disclose(by=by, purpose=PURPOSE, about=people_of(offer), action="open_pack", asked_for=offer.reference)
    if offer.contact_id not in views:
        raise NotVisible(offer.reference, PURPOSE)
    addressee = _addressee(views[offer.contact_id])
    return record, make_pack(pack_request(offer, record.reference, views, reading=record.reading, addressee=addressee))


@transaction.atomic
def _begin(by: Actor, offer: Offer) -> Pack:
    may_send_pack(by, offer).require()
    if by.member_id is None:
        raise NotPermitted("not_your_role")
    record, made = Pack.objects.get_or_create(offer=offer, sent_at=None, defaults={"made_by_id": by.member_id})
    if made:
        wrote(by, "make_pack", offer, pack=record.reference)
    return record


def open_packs(*, by: Actor, offers: Sequence[Offer]) -> list[tuple[Pack, Composed]]:
    """A day's packs, in the order given; those that may not be sent (any more) are left out."""
    return [open_pack(by=by, offer=offer) for offer in offers if may_send_pack(by, offer)]


@transaction.atomic
def choose_reading(*, by: Actor, offer: Offer, shelf: str) -> Pack:
    """Put what is on a reading list into the pack that is to be sent, in place of what was; no list takes it out.

    The pack keeps the things, not the list: the list may change or go. Raises NotPermitted, WrongState once the pack went,
    and NotVisible for a list that is neither the worker's own nor the library's.
    """
    may_send_pack(by, lock(offer)).require()
    if Pack.objects.filter(offer=offer, sent_at__isnull=False).exists():
        raise WrongState
    record = _begin(by, offer)
    record.reading = on_list(shelf, by)[:MOST_READING] if shelf else []
    record.save(update_fields=["reading"])
    wrote(by, "choose_reading", offer, pack=record.reference, things=len(record.reading))
    return record


@transaction.atomic
def mark_pack_sent(*, by: Actor, offer: Offer, route: PackRoute) -> Pack:
    """Write down that the pack went, how and by whom. Said twice, it is written once. Raises NotPermitted.

    The first pack sent stops the clock: late stays late.
    """
    offer = lock(offer)
    if offer.pack_sent_at is not None and (sent := Pack.objects.filter(offer=offer, sent_at__isnull=False).last()):
        return sent
    may_send_pack(by, offer).require()
    record = _begin(by, offer)
    moment = now()
    record.route, record.sent_at, record.sent_by_id = route, moment, by.member_id
    record.save(update_fields=["route", "sent_at", "sent_by"])
    save_step(offer, to=OfferState(offer.state), seen=offer.version, pack_sent_at=moment)
    wrote(by, "mark_pack_sent", offer, pack=record.reference, route=route)
    return record


@transaction.atomic
def mark_packs_sent(*, by: Actor, offers: Sequence[Offer], route: PackRoute) -> int:
    """Write down that a day's packs went, all by one route; answers how many."""
    return len([mark_pack_sent(by=by, offer=offer, route=route) for offer in offers])


def pack_request(
    offer: Offer, reference: str, views: Mapping[int, View], *, reading: Sequence[str], addressee: Addressee | None = None
) -> PackRequest:
    """What a pack is composed of, from what its reader may see of this home: a worker, or the family themselves.

    `reading` are references of the library's things that the worker chose.
    """
    contact, held = views[offer.contact_id], views.get(offer.held_id)
    home = [view for person, view in views.items() if person not in {offer.contact_id, offer.held_id}]
    adults = grown_ups(views, contact=offer.contact_id)
    children = [view for view in home if view.person_id not in adults]
    details = held.part(Category.CUSTODY_DETAILS, CustodyDetailsView) if held else None
    prison, inside = _prison(details)
    identity = held.part(Category.IDENTITY, IdentityView) if held else None
    grown_up = offer.contact_id in adults
    known = [_known(view) for view in (children if grown_up else [contact, *children])]
    return PackRequest(
        jurisdiction=place().code,
        reference=reference,
        made_on=today(place().zone),
        prison=prison,
        reader=reader_of(Tie(offer.tie), grown_up=grown_up),
        worker=_worker(offer),
        children=bands_of(age_of(view) for view in (children if grown_up else [contact])),
        told=told_of(known),
        language=_language(contact),
        parent_word=identity.first_name if identity and identity.first_name else "your relative",
        remand=None if details is None else {Stage.REMAND: True, Stage.SENTENCED: False}.get(details.stage),
        inside=inside,
        reading=_reading(reading),
        addressee=addressee or Addressee(),
        site=settings.SITE_URL,
    )


def _reading(references: Sequence[str]) -> tuple[Reading, ...]:
    """What was chosen, as the library says it now; what was taken out of the library meanwhile is left out."""
    return tuple(Reading(one.title, one.about, one.how_to_get) for one in readings(references))


def _prison(details: CustodyDetailsView | None) -> tuple[PrisonFacts, Inside]:
    row = prison_named(details.prison) if details else None
    if row is None:
        return PrisonFacts(), Inside.UNKNOWN
    lines = (row.address_line_1, row.address_line_2, row.town, row.county, row.postcode)
    return (
        PrisonFacts(
            name=row.name,
            town=row.town,
            address=tuple(line for line in lines if line),
            phone=row.agency.phone if row.agency else "",
        ),
        inside_of(male=row.male, female=row.female),
    )


def _worker(offer: Offer) -> WorkerContact:
    service = offer.service
    if service is None:
        raise NotPermitted("not_your_role")
    hours = settings_of(service.pk).open_hours
    return WorkerContact(service=service.neutral_name or service.name, phone=service.phone, hours=hours)


def _known(view: View) -> Known:
    told = view.part(Category.CUSTODY_FACT, ToldView)
    return told.known if told else Known.UNKNOWN


def _language(contact: View) -> str:
    """The first language of the family in which packs are written here; English where there is none."""
    speech = contact.part(Category.DEMOGRAPHICS, DemographicsView)
    said = speech.languages.casefold() if speech else ""
    found = [language.code for language in place().languages if _named(said, language.name, language.own_name)]
    return found[0] if found and "english" not in said else "en"


def _named(said: str, *names: str) -> bool:
    return any(name.casefold() in said for name in names)


def _addressee(contact: View) -> Addressee:
    """Name and address for the window; left blank, to be handed over, where post is not safe or no address is known."""
    identity = contact.part(Category.IDENTITY, IdentityView)
    at = contact.part(Category.WHEREABOUTS, WhereaboutsView)
    if identity is None or at is None or not at.address:
        return Addressee()
    if any(route.kind is RouteKind.LETTER and route.safety is Safety.NOT_SAFE for route in at.routes):
        return Addressee()
    lines = [*at.address.splitlines(), at.postcode, at.country]
    return Addressee(name=identity.name, lines=tuple(line.strip() for line in lines if line.strip()))
