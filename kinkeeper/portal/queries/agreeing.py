"""What a page of agreeing offers to choose from, and what a worker may read of what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from kinkeeper.agencies.queries import agencies_families_may_choose, agencies_with_ids
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.portal.rules import TELLING_KINDS, shown_categories, tells_an_untold_child
from kinkeeper.sharing.queries.consents import (
    agencies_agreed_with,
    agencies_shown,
    consent_about,
    consents_about,
    is_live,
    knows_of_custody,
)

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Agency
    from kinkeeper.sharing.models import Consent

FOUND_AT_MOST = 20
AT_MOST = 50  # on one page


@dataclass(frozen=True, slots=True)
class Agreed:
    """One agreement as a worker may read it: with whom and about which parts, as far as they may know."""

    consent: Consent
    live: bool
    agencies: tuple[Agency, ...]
    parts: tuple[Category, ...]


def agreed_about(by: Actor, person: int) -> list[Agreed]:
    """What was agreed about a person whom this worker has opened, the newest first."""
    knows = knows_of_custody(by, person)
    found = [_agreed(by, consent, knows=knows) for consent in consents_about(by, person)[:AT_MOST]]
    return [one for one in found if knows or not _tells(one)]


def agreed(by: Actor, person: int, reference: str) -> Agreed:
    """One of them. Raises NotVisible, alike for what they may not read and for what never was."""
    knows = knows_of_custody(by, person)
    found = _agreed(by, consent_about(by, person, reference), knows=knows)
    if _tells(found) and not knows:
        raise NotVisible(reference)
    return found


def _agreed(by: Actor, consent: Consent, *, knows: bool) -> Agreed:
    parts = shown_categories(unmask(consent.categories), knows=knows)
    return Agreed(consent, is_live(consent), tuple(agencies_shown(by, consent)), parts)


def _tells(one: Agreed) -> bool:
    """Whether what it is for would tell of custody: something agreed with other agencies only, that a colleague took down."""
    return not one.agencies and tells_an_untold_child(purpose=one.consent.purpose, agency_kinds=())


def agencies_to_choose(by: Actor, person: int, *, own: int, search: str, knows: bool) -> list[tuple[str, str, int]]:
    """(reference, name, id) of the agencies agreed with before, as far as the reader may know of that, of `own`, and of those
    whose name holds the words searched.

    A child who was not told is shown none whose kind tells.
    """
    at_hand = list(agencies_with_ids(agencies_agreed_with(by, person) | {own}))
    found = []
    if search.strip():
        rows = agencies_families_may_choose(settings.JURISDICTION)
        for word in search.split():
            rows = rows.filter(name__icontains=word)
        found = list(rows[:FOUND_AT_MOST])
    seen = {agency.pk: agency for agency in [*at_hand, *found] if knows or agency.kind not in TELLING_KINDS}
    return [
        (agency.reference, agency.name if knows else agency.neutral_name or agency.name, agency.pk) for agency in seen.values()
    ]
