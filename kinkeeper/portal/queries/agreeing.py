"""What a page of agreeing offers to choose from, and what a worker may read of what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from kinkeeper.agencies.queries import agencies_families_may_choose, agencies_with_ids
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.portal.rules import TELLING_KINDS, shown_categories
from kinkeeper.sharing.queries.consents import agencies_near, consents_open_to, is_live, knows_of_custody

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
    return [_agreed(by, consent, knows=knows) for consent in consents_open_to(by, person, knows=knows)[:AT_MOST]]


def agreed(by: Actor, person: int, reference: str) -> Agreed:
    """One of them. Raises NotVisible, alike for what they may not read and for what never was."""
    knows = knows_of_custody(by, person)
    found = consents_open_to(by, person, knows=knows).filter(reference=reference).first()
    if found is None:
        raise NotVisible(reference)
    return _agreed(by, found, knows=knows)


def _agreed(by: Actor, consent: Consent, *, knows: bool) -> Agreed:
    agencies = {basis.agency.pk: basis.agency for basis in consent.bases.all() if knows or basis.agency_id == by.agency_id}
    parts = shown_categories(unmask(consent.categories), knows=knows)
    return Agreed(consent, is_live(consent), tuple(agencies.values()), parts)


def agencies_to_choose(person: int, *, own: int, search: str, knows: bool) -> list[tuple[str, str, int]]:
    """(reference, name, id) of the agencies near a person, of `own`, and of those whose name holds the words searched.

    A child who was not told is shown none whose kind tells. A worker who may not know of the custody (`person` is 0) is not
    shown who else is near.
    """
    near = list(agencies_with_ids((agencies_near(person) if person else set()) | {own}))
    found = []
    if search.strip():
        rows = agencies_families_may_choose(settings.JURISDICTION)
        for word in search.split():
            rows = rows.filter(name__icontains=word)
        found = list(rows[:FOUND_AT_MOST])
    seen = {agency.pk: agency for agency in [*near, *found] if knows or agency.kind not in TELLING_KINDS}
    return [
        (agency.reference, agency.name if knows else agency.neutral_name or agency.name, agency.pk) for agency in seen.values()
    ]
