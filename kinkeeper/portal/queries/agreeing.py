"""What a page of agreeing offers to choose from."""

from __future__ import annotations

from django.conf import settings

from kinkeeper.agencies.queries import agencies_families_may_choose, agencies_with_ids
from kinkeeper.portal.rules import TELLING_KINDS
from kinkeeper.sharing.queries.consents import agencies_near

FOUND_AT_MOST = 20


def agencies_to_choose(person: int, *, own: int, search: str, knows: bool, near: bool = True) -> list[tuple[str, str, int]]:
    """(reference, name, id) of the agencies near a person, of `own`, and of those whose name holds the words searched.

    A child who was not told is shown none whose kind tells; a worker who may not know who else is `near`, only their own.
    """
    at_hand = list(agencies_with_ids((agencies_near(person) if near else set()) | {own}))
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
