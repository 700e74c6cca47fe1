"""What a worker puts into a pack by hand: things to read, and help from the directory. A pack that went is not changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from kinkeeper.directory.queries import help_named
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.errors import NotPermitted, NotVisible, WrongState
from kinkeeper.library.queries import on_list, readings
from kinkeeper.offers.actions.offers import lock, wrote
from kinkeeper.offers.models import Offer, Pack
from kinkeeper.offers.packs.types import Reading, Service
from kinkeeper.offers.permissions.offers import may_send_pack
from kinkeeper.offers.queries.offer_settings import place

MOST_READING = 20  # more is a burden, not a gift
MOST_HELP = 8


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was put in by hand, as library and directory have it now."""

    reading: tuple[Reading, ...] = ()
    help: tuple[Service, ...] = ()


def chosen_for_packs(packs: Sequence[Pack], *, on_day: date) -> Mapping[int, Chosen]:
    """What was chosen for each of these packs (by id), looked up once for all.

    What was taken out of the library meanwhile is left out, and so is help that nobody assured lately enough on that day.
    """
    titles = {one.reference: one for one in readings(sorted({name for pack in packs for name in pack.reading}))}
    services = help_named(sorted({name for pack in packs for name in pack.services}), on_day=on_day)
    fresh = {one.reference: Service(one.name, one.phone, one.what, hours=one.hours) for one in services if one.fresh}
    return {
        pack.pk: Chosen(
            tuple(
                Reading(titles[name].title, titles[name].about, titles[name].how_to_get)
                for name in pack.reading
                if name in titles
            ),
            tuple(fresh[name] for name in pack.services if name in fresh),
        )
        for pack in packs
    }


@transaction.atomic
def begin_pack(by: Actor, offer: Offer) -> Pack:
    """The unsent pack of an offer, made if there is none yet. Raises NotPermitted."""
    may_send_pack(by, offer).require()
    if by.member_id is None:
        raise NotPermitted("not_your_role")
    pack, made = Pack.objects.get_or_create(offer=offer, sent_at=None, defaults={"made_by_id": by.member_id})
    if made:
        wrote(by, "make_pack", offer, pack=pack.reference)
    return pack


def _unsent(by: Actor, offer: Offer) -> Pack:
    may_send_pack(by, lock(offer)).require()
    if Pack.objects.filter(offer=offer, sent_at__isnull=False).exists():
        raise WrongState
    return begin_pack(by, offer)


@transaction.atomic
def choose_reading(*, by: Actor, offer: Offer, shelf: str) -> Pack:
    """Put what is on a reading list into the pack that is to be sent, in place of what was; no list takes it out.

    The pack keeps the things, not the list: the list may change or go. Raises NotPermitted, WrongState once the pack went,
    and NotVisible for a list that is neither the worker's own nor the library's.
    """
    pack = _unsent(by, offer)
    pack.reading = on_list(shelf, by)[:MOST_READING] if shelf else []
    pack.save(update_fields=["reading"])
    wrote(by, "choose_reading", offer, pack=pack.reference, things=len(pack.reading))
    return pack


@transaction.atomic
def choose_help(*, by: Actor, offer: Offer, service: str) -> Pack:
    """Put a service of the directory (its reference) into the pack that is to be sent; said twice, it is in once.

    Raises NotPermitted, WrongState once the pack went or is full, and NotVisible for a service that may not be given to a
    family now: one that nobody assured lately, without a number, closed, or not there.
    """
    pack = _unsent(by, offer)
    if not any(one.fresh for one in help_named([service], on_day=today(place().zone))):
        raise NotVisible(service)
    if service not in pack.services:
        if len(pack.services) >= MOST_HELP:
            raise WrongState
        pack.services = [*pack.services, service]
        pack.save(update_fields=["services"])
        wrote(by, "choose_help", offer, pack=pack.reference, services=len(pack.services))
    return pack


@transaction.atomic
def drop_help(*, by: Actor, offer: Offer, service: str) -> Pack:
    """Take a service out of the pack again; one that is not in it changes nothing. Raises NotPermitted and WrongState."""
    pack = _unsent(by, offer)
    if service in pack.services:
        pack.services = [one for one in pack.services if one != service]
        pack.save(update_fields=["services"])
        wrote(by, "drop_help", offer, pack=pack.reference, services=len(pack.services))
    return pack
