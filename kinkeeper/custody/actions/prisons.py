"""The register of prisons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kinkeeper.custody.actions.holding import hold_and_let_go
from kinkeeper.custody.actions.recording import take_fold_lock
from kinkeeper.custody.models import Period, Prison
from kinkeeper.custody.types import PeriodState
from kinkeeper.foundation.actors import Actor
from kinkeeper.ledger.actions import record

_CODE = re.compile(r"[A-Z]{3}")
_FIELDS = (
    "name", "name_welsh", "active", "male", "female", "categories", "types",
    "address_line_1", "address_line_2", "town", "county", "postcode",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were read, written (new or changed alike) and refused, and why: (row from 1, reason code)."""

    read: int
    recorded: int
    refused: tuple[tuple[int, str], ...]


@transaction.atomic
def import_prisons(*, by: Actor, rows: Iterable[object]) -> Imported:
    """Write prisons from rows of the public register (contracts: `GET /prisons`). One bad row refuses itself alone.

    A prison that is known already takes the new particulars and keeps its agency; none is ever removed.
    """
    good: dict[str, Prison] = {}
    refused: list[tuple[int, str]] = []
    read = 0
    for read, row in enumerate(rows, start=1):
        prison = _prison(row)
        if isinstance(prison, str):
            refused.append((read, prison))
        else:
            good[prison.code] = prison
    Prison.objects.bulk_create(
        good.values(), update_conflicts=True, unique_fields=["code"], update_fields=list(_FIELDS), batch_size=500
    )
    record(by=by, action="import_prisons", detail={"prisons": len(good), "refused": len(refused)})
    return Imported(read=read, recorded=read - len(refused), refused=tuple(refused))


def _prison(row: object) -> Prison | str:
    """The prison of a register's row, or the code of what is wrong with it."""
    if not isinstance(row, Mapping):
        return "not_an_object"
    code, name = row.get("prisonId"), row.get("prisonName")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return "malformed_code"
    if not isinstance(name, str) or not name.strip():
        return "missing_name"
    addresses = row.get("addresses")
    first = addresses[0] if isinstance(addresses, list) and addresses and isinstance(addresses[0], Mapping) else {}
    return Prison(
        code=code,
        name=name.strip()[:160],
        name_welsh=_text(row, "prisonNameInWelsh", 160),
        active=row.get("active") is not False,
        male=row.get("male") is True,
        female=row.get("female") is True,
        categories=_list(row, "categories"),
        types=_list(row, "types"),
        address_line_1=_text(first, "addressLine1", 160),
        address_line_2=_text(first, "addressLine2", 160),
        town=_text(first, "town", 80),
        county=_text(first, "county", 80),
        postcode=_text(first, "postcode", 10),
    )


def _text(row: Mapping[str, Any], member: str, longest: int) -> str:
    value = row.get(member)
    return value.strip()[:longest] if isinstance(value, str) else ""


def _list(row: Mapping[str, Any], member: str) -> list[Any]:
    value = row.get(member)
    return value if isinstance(value, list) else []


@transaction.atomic
def link_prison(*, by: Actor, prison: Prison, agency: int) -> None:
    """Say which agency works at a prison. Whoever is held there becomes theirs to ask from now on."""
    take_fold_lock()
    held = Period.objects.filter(prison=prison, release_confirmed_at__isnull=True).filter(
        state__in=[PeriodState.OPEN, PeriodState.ENDED]
    )
    people = list(held.values_list("person_id", flat=True))
    before = [(person, prison.agency_id) for person in people] if prison.agency_id else []
    Prison.objects.filter(pk=prison.pk).update(agency_id=agency)
    prison.refresh_from_db()
    hold_and_let_go(by=by, before=before, after=[(person, agency) for person in people])
    record(by=by, action="link_prison", detail={"prison": prison.code})
