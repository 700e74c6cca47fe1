"""A household as its Views tell it: who is grown up, how old everybody is."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import today
from kinkeeper.offers.queries.offer_settings import place
from kinkeeper.offers.rules.offer_household import counts_as_grown_up
from kinkeeper.offers.rules.pack_facts import age_on
from kinkeeper.people.types import IdentityView, TiesView, TieView
from kinkeeper.sharing.types import View


def age_of(view: View) -> int | None:
    """Somebody's age in whole years today, as far as the reader may see it."""
    identity = view.part(Category.IDENTITY, IdentityView)
    if identity is None:
        return None
    return age_on(today(place().zone), birth_date=identity.birth_date, born_about=identity.born_about)


def grown_ups(views: Mapping[int, View], *, contact: int) -> set[int]:
    """Of these people, those who count as grown up."""
    return {
        person
        for person, view in views.items()
        if counts_as_grown_up(
            known_grown_up=_known_grown_up(view),
            age_known=age_of(view) is not None,
            is_contact=person == contact,
            ties=[tie.tie for tie in _ties(view) if tie.person_id == person],
        )
    }


def _known_grown_up(view: View) -> bool:
    """From a year of birth alone, only once the whole year is over: the safer answer."""
    identity, age = view.part(Category.IDENTITY, IdentityView), age_of(view)
    if identity is None or age is None:
        return False
    return age >= settings.ADULT_AGE if identity.birth_date else age > settings.ADULT_AGE


def _ties(view: View) -> tuple[TieView, ...]:
    ties = view.part(Category.KIN, TiesView)
    return ties.ties if ties else ()
