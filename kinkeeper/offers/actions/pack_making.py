"""Making a pack for one family, and writing down that it went. Its words are composed when it is opened, from Views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from kinkeeper.custody.types import CustodyDetailsView, Stage
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import NotPermitted, NotVisible
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.offers.actions.offer_household import age_of, grown_ups
from kinkeeper.offers.actions.offers import lock, save_step, wrote
from kinkeeper.offers.actions.pack_choices import Chosen, begin_pack, chosen_for_packs
from kinkeeper.offers.actions.pack_places import Places
from kinkeeper.offers.models import Offer, Pack
from kinkeeper.offers.packs.making import make_pack
from kinkeeper.offers.packs.types import Addressee, PackRequest
from kinkeeper.offers.packs.types import Pack as Composed
from kinkeeper.offers.permissions.offers import may_send_pack, may_send_pack_of
from kinkeeper.offers.queries.offer_settings import place
from kinkeeper.offers.queries.offers import PURPOSE, parents_words, people_of
from kinkeeper.offers.rules.pack_facts import bands_of, reader_of, told_of
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
from kinkeeper.sharing.actions import disclose, disclose_many
from kinkeeper.sharing.queries import adult_among, households, references
from kinkeeper.sharing.types import View


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What a pack is made of beside what its reader may see: what a worker put in by hand, and what a batch shares.

    `unseen` is how many of the home are hidden from the reader and may be children.
    """

    chosen: Chosen = field(default_factory=Chosen)
    addressee: Addressee = field(default_factory=Addressee)
    places: Places | None = None
    unseen: int = 0


def open_pack(*, by: Actor, offer: Offer) -> tuple[Pack, Composed]:
    """The pack of an offer, made if there is none yet, and composed of what may be seen now.

    Once it is sent the same pack is shown again. Raises NotPermitted (no, stopped, too soon, not agreed) and NotVisible.
    """
    pack = Pack.objects.filter(offer=offer).order_by("sent_at", "pk").last() or begin_pack(by, offer)
    people = people_of(offer)
    views = disclose(by=by, purpose=PURPOSE, about=people, action="open_pack", asked_for=offer.reference)
    if offer.contact_id not in views:
        raise NotVisible(offer.reference, PURPOSE)
    places = Places(today(place().zone))
    made_of = MadeOf(
        chosen=chosen_for_packs([pack], on_day=places.on_day)[pack.pk],
        addressee=_addressee(views[offer.contact_id]),
        places=places,
        unseen=len(unseen_children(people, views) - {offer.held_id}),
    )
    return pack, make_pack(pack_request(offer, pack.reference, views, made_of))


def open_packs(*, by: Actor, offers: Sequence[Offer]) -> list[tuple[Pack, Composed]]:
    """A day's packs, in the order given; those that may not be sent (any more) are left out.

    One disclosure for all, and as many queries for forty packs as for one, but for each prison and each outcode.
    """
    words = parents_words(offers)
    sendable = [offer for offer in offers if may_send_pack_of(by, offer, words[offer.pk])]
    homes = households({offer.family_id for offer in sendable})
    people = {offer.pk: people_of(offer, homes.get(offer.family_id, ())) for offer in sendable}
    about = [person for group in people.values() for person in group]
    views = disclose_many(by=by, purpose=PURPOSE, about=about, action="open_packs")
    seen = [offer for offer in sendable if offer.contact_id in views]
    records = _begin_all(by, seen)
    places = Places(today(place().zone))
    chosen = chosen_for_packs(list(records.values()), on_day=places.on_day)
    unseen = unseen_children([person for offer in seen for person in people[offer.pk]], views)
    opened = []
    for offer in seen:
        own = {person: views[person] for person in people[offer.pk] if person in views}
        pack = records[offer.pk]
        made_of = MadeOf(
            chosen=chosen[pack.pk],
            addressee=_addressee(views[offer.contact_id]),
            places=places,
            unseen=len(unseen & set(people[offer.pk]) - {offer.held_id}),
        )
        opened.append((pack, make_pack(pack_request(offer, pack.reference, own, made_of))))
    return opened


def unseen_children(people: Iterable[int], views: Mapping[int, View]) -> set[int]:
    """Of these people of a home, those whom the reader does not see, unless known to be grown up.

    What a child may open carries the truth once every child of the home was told it: one who is hidden lives there too.
    """
    hidden = sorted(set(people) - set(views))
    return set(hidden) - adult_among(hidden) if hidden else set()


@transaction.atomic
def _begin_all(by: Actor, offers: Sequence[Offer]) -> dict[int, Pack]:
    """The unsent pack of each offer, made where there is none: one write and one entry for all."""
    if by.member_id is None:
        raise NotPermitted("not_your_role")
    unsent = Pack.objects.filter(offer__in=[offer.pk for offer in offers], sent_at=None)
    known = set(unsent.values_list("offer_id", flat=True))
    fresh = [offer for offer in offers if offer.pk not in known]
    Pack.objects.bulk_create([Pack(offer=offer, made_by_id=by.member_id) for offer in fresh], ignore_conflicts=True)
    if fresh:
        named = references({offer.contact_id for offer in fresh})
        lines = [Line(person=named[offer.contact_id], categories=frozenset({Category.SUPPORT})) for offer in fresh]
        record(by=by, action="make_packs", lines=lines, detail={"packs": len(fresh)})
    return {pack.offer_id: pack for pack in unsent.all()}


@transaction.atomic
def mark_pack_sent(*, by: Actor, offer: Offer, route: PackRoute) -> Pack:
    """Write down that the pack went, how and by whom. Said twice, it is written once. Raises NotPermitted.

    The first pack sent stops the clock: late stays late.
    """
    offer = lock(offer)
    if offer.pack_sent_at is not None and (sent := Pack.objects.filter(offer=offer, sent_at__isnull=False).last()):
        return sent
    may_send_pack(by, offer).require()
    pack = begin_pack(by, offer)
    moment = now()
    pack.route, pack.sent_at, pack.sent_by_id = route, moment, by.member_id
    pack.save(update_fields=["route", "sent_at", "sent_by"])
    save_step(offer, to=OfferState(offer.state), seen=offer.version, pack_sent_at=moment)
    wrote(by, "mark_pack_sent", offer, pack=pack.reference, route=route)
    return pack


@transaction.atomic
def mark_packs_sent(*, by: Actor, offers: Sequence[Offer], route: PackRoute) -> int:
    """Write down that a day's packs went, all by one route; answers how many."""
    return len([mark_pack_sent(by=by, offer=offer, route=route) for offer in offers])


def pack_request(offer: Offer, reference: str, views: Mapping[int, View], made_of: MadeOf) -> PackRequest:
    """What a pack is composed of, from what its reader may see of this home: a worker, or the family themselves."""
    places = made_of.places or Places(today(place().zone))
    contact, held = views[offer.contact_id], views.get(offer.held_id)
    home = [view for person, view in views.items() if person not in {offer.contact_id, offer.held_id}]
    adults = grown_ups(views, contact=offer.contact_id)
    children = [view for view in home if view.person_id not in adults]
    details = held.part(Category.CUSTODY_DETAILS, CustodyDetailsView) if held else None
    code = details.prison if details else ""
    prison, inside = places.prison(code)
    identity = held.part(Category.IDENTITY, IdentityView) if held else None
    grown_up = offer.contact_id in adults
    known = [_known(view) for view in (children if grown_up else [contact, *children])] + [Known.UNKNOWN] * made_of.unseen
    return PackRequest(
        jurisdiction=place().code,
        reference=reference,
        made_on=places.on_day,
        prison=prison,
        reader=reader_of(Tie(offer.tie), grown_up=grown_up),
        worker=places.worker(offer),
        children=bands_of(age_of(view) for view in (children if grown_up else [contact])),
        told=told_of(known),
        language=_language(contact),
        parent_word=identity.first_name if identity and identity.first_name else "your relative",
        remand=None if details is None else {Stage.REMAND: True, Stage.SENTENCED: False}.get(details.stage),
        inside=inside,
        near_home=places.near_home(contact.part(Category.WHEREABOUTS, WhereaboutsView), code),
        chosen=made_of.chosen.help,
        helplines=places.helplines(),
        reading=made_of.chosen.reading,
        addressee=made_of.addressee,
        site=settings.SITE_URL,
    )


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
