"""Taking in an Open Referral UK feed, page by page: a feed that stops half-way loses nothing and is gone on with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from kinkeeper.directory.actions.writing import write_entry
from kinkeeper.directory.errors import EntryNotRight, FeedBroken
from kinkeeper.directory.models import FeedState
from kinkeeper.directory.permissions import may_moderate_directory
from kinkeeper.directory.queries.oruk import hours_from
from kinkeeper.directory.rules import EMAIL, is_telephone, is_web_address, tidy_postcode
from kinkeeper.directory.types import Audience, BadRow, Draft, HelpKind, ImportReport, Spot, Stage, Status, Telephone
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.ledger.actions import record

ReadPage = Callable[[int], Mapping[str, Any]]
MOST_PAGES = 10_000


def import_feed(*, by: Actor, address: str, read_page: ReadPage) -> ImportReport:
    """Take every service of the feed at `address`; `read_page(number)` answers one page as the standard has it.

    Each page is one transaction, and where we are is kept with it: a run that stops raises FeedBroken, and the next
    begins at the page that was not taken. Services that cannot be entries are answered as bad rows. Nothing is deleted.
    """
    may_moderate_directory(by).require()
    state, _ = FeedState.objects.get_or_create(address=address)
    if state.finished_at or state.began_at is None:
        state.next_page, state.began_at, state.finished_at = 1, now(), None
        state.save()
    taken = added = changed = 0
    bad: list[BadRow] = []
    while state.next_page <= MOST_PAGES:
        contents, is_last = _contents(read_page, state.next_page)
        with transaction.atomic():
            for service in contents:
                try:
                    written = write_entry(by=by, draft=draft_of_service(service, address), why="feed")
                except (EntryNotRight, ValueError, TypeError, KeyError, AttributeError) as wrong:
                    reasons = wrong.problems if isinstance(wrong, EntryNotRight) else ["It is not in the standard’s shape."]
                    bad.append(BadRow(state.next_page, (_name_of(service),), tuple(reasons)))
                    continue
                taken, added = taken + 1, added + written.added
                changed += written.changed and not written.added
            FeedState.objects.filter(pk=state.pk).update(next_page=state.next_page + 1, finished_at=now() if is_last else None)
            record(by=by, action="import_feed", detail={"page": state.next_page, "services": len(contents)})
        state.next_page += 1
        if is_last:
            break
    return ImportReport(taken=taken, changed=changed, added=added, bad=tuple(bad), header=("service",))


def _contents(read_page: ReadPage, number: int) -> tuple[list[Any], bool]:
    try:
        page = read_page(number)
        contents = page["contents"]
        if not isinstance(contents, list):
            raise TypeError
        total = int(page.get("total_pages", 1))
        return contents, bool(page.get("last_page", number >= total)) or number >= total
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise FeedBroken(f"The feed stopped at page {number}. What came before is kept; run it again to go on.") from problem


def _name_of(service: Any) -> str:
    return str(service.get("name", ""))[:160] if isinstance(service, Mapping) else ""


def draft_of_service(service: Mapping[str, Any], address: str) -> Draft:
    """The draft of one service as Open Referral UK 3.0 has it. Optional parts that we cannot use are left out.

    Raises KeyError, TypeError or ValueError when a required member is missing or of the wrong kind.
    """
    organisation = service.get("organization") or {}
    costs = service.get("cost_options") or []
    amounts = [cost.get("amount") for cost in costs if isinstance(cost.get("amount"), (int, float))]
    terms = [
        attribute["taxonomy_term"]
        for attribute in service.get("attributes") or []
        if attribute.get("taxonomy_term", {}).get("name")
    ]
    ours = {code: place for place, kinds in enumerate((HelpKind, Audience, Stage)) for code in kinds}
    codes: tuple[list[str], list[str], list[str]] = ([], [], [])
    for term in terms:
        code = str(term.get("code", ""))
        if term.get("taxonomy") == "kinkeeper" and code in ours:
            codes[ours[code]].append(code)  # type: ignore[index]
    website = str(service.get("url", ""))
    return Draft(
        name=str(service["name"])[:160],
        organisation=str(organisation.get("name") or service["organization_id"])[:160],
        organisation_uuid=UUID(str(service.get("organization_id") or organisation["id"])),
        organisation_words=str(organisation.get("description", ""))[:4000],
        uuid=UUID(str(service["id"])),
        summary=str(service.get("description", ""))[:4000],
        kinds=tuple(codes[0]),
        audiences=tuple(codes[1]),
        stages=tuple(codes[2]),
        terms=tuple(str(term["name"])[:120] for term in terms if term.get("taxonomy") != "kinkeeper"),
        min_age=_age(service.get("minimum_age")),
        max_age=_age(service.get("maximum_age")),
        cost="" if not amounts else ("paid" if any(amounts) else "free"),
        cost_words=str(service.get("fees_description", ""))[:300],
        languages=tuple(str(part["name"])[:60] for part in service.get("languages") or [] if part.get("name")),
        coverage=", ".join(str(part["name"]) for part in service.get("service_areas") or [] if part.get("name"))[:200],
        how_to_ask=str(service.get("application_process", ""))[:600],
        website=website if is_web_address(website) and len(website) <= 300 else "",
        email=_email(service.get("email")),
        owner_email=_email(service.get("assurer_email")),
        phones=tuple(
            Telephone(str(phone["number"])[:30], str(phone.get("description", ""))[:120])
            for phone in service.get("phones") or []
            if phone.get("number") and is_telephone(str(phone["number"]))
        ),
        spots=tuple(_spot(row["location"]) for row in service.get("service_at_locations") or [] if row.get("location")),
        hours=tuple(hours_from(part) for part in service.get("schedules") or []),
        status=service["status"] if service["status"] in set(Status) else Status.INACTIVE,
        source=address[:300],
    )


def _email(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= 254 and EMAIL.match(value) else ""


def _age(value: Any) -> int | None:
    return int(value) if isinstance(value, (int, float)) and 0 <= value <= 120 else None


def _spot(location: Mapping[str, Any]) -> Spot:
    address = next(iter(location.get("addresses") or [{}]))
    latitude, longitude = location.get("latitude"), location.get("longitude")
    known = isinstance(latitude, (int, float)) and isinstance(longitude, (int, float))
    postcode = tidy_postcode(str(address.get("postal_code", "")))
    return Spot(
        name=str(location.get("name", ""))[:160],
        address=str(address.get("address_1", ""))[:300],
        town=str(address.get("city", ""))[:80],
        county=str(address.get("state_province", ""))[:80],
        postcode=postcode,
        latitude=float(latitude) if known and latitude is not None else None,
        longitude=float(longitude) if known and longitude is not None else None,
        uuid=UUID(str(location["id"])) if location.get("id") else None,
    )
