"""Building Harrowmere from nothing: agencies, prisons, a feed, and the families' stories up to this moment."""

from __future__ import annotations

import random
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kinkeeper.agencies.models import Agreement, Team
from kinkeeper.agencies.queries import agency_named
from kinkeeper.custody.actions import import_prisons
from kinkeeper.custody.models import Prison
from kinkeeper.demo.region.agencies import Staff, found_agencies
from kinkeeper.demo.region.families import NAMED_TWICE, PLANS
from kinkeeper.demo.region.telling import PRISONS, Teller
from kinkeeper.directory.actions import load_region
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.jobs import run_job
from kinkeeper.foundation.randomness import seeded
from kinkeeper.intake.actions import actor_of_feed, add_feed
from kinkeeper.ledger.actions import seal_pending
from kinkeeper.offers.actions import arrange_asking

FEED_NAME = "Harrowmere custody feed"
SEED = 1911

_PLACES = {
    "XAF": ("Alderfen", True, False, "Alderfen Road", "Market Harrow", "ZZ99 1AA"),
    "XFM": ("Fenmoor", False, True, "Fenmoor Lane", "Fenmoor End", "ZZ99 2BB"),
    "XSM": ("Saltmarsh", True, False, "Saltmarsh Causeway", "Saltby", "ZZ99 3DD"),
}


def region_stands() -> bool:
    """Whether the region has been built in this database."""
    return agency_named("Harrowmere Family Links") is not None


def build_region(*, ends: datetime | None = None, seed: int = SEED) -> None:
    """Build the region, its stories ending at `ends` (this moment by default). Raises RuntimeError unless this is a demo."""
    if not settings.DEMO:
        raise RuntimeError("the demo region is built only where KINKEEPER_DEMO is set")
    moment = ends or now()
    with seeded(seed):
        staff = _found()
        feed, _token = add_feed(by=SYSTEM, name=FEED_NAME, agency=staff.agencies["records"].pk)
        teller = Teller(staff=staff, feed=feed, feed_actor=actor_of_feed(feed), ends=moment, chance=random.Random(seed))  # noqa: S311
        for plan in (*sorted(PLANS, key=lambda plan: -plan.hours_ago), *NAMED_TWICE):
            with transaction.atomic():
                teller.tell(plan)
    with seeded(seed + 1):  # apart, so that the families' references do not depend on how many services there are
        load_region(by=SYSTEM)
        run_job.call(name="site.load_pages", arguments={})  # by name: the pages are the web's, which stands beside us
    seal_pending()


def _found() -> Staff:
    with transaction.atomic():
        staff = found_agencies()
        import_prisons(by=SYSTEM, rows=[_register_row(code) for code in _PLACES])
        for key, code in PRISONS.items():
            Prison.objects.filter(code=code).update(agency=staff.agencies[key])
        _let_others_ask(staff)
    return staff


def _let_others_ask(staff: Staff) -> None:
    """At Alderfen probation and the link workers ask too, beside the prison's own family officers."""
    prison = Prison.objects.get(code="XAF")
    for key in ("probation", "links"):
        agency = staff.agencies[key]
        agreement = Agreement.objects.get(title__startswith=f"{staff.agencies['alderfen'].name} and {agency.name}")
        arrange_asking(by=SYSTEM, prison=prison, team=Team.objects.get(agency=agency), agreement=agreement)


def _register_row(code: str) -> dict[str, object]:
    name, male, female, road, town, postcode = _PLACES[code]
    return {
        "prisonId": code,
        "prisonName": name,
        "active": True,
        "male": male,
        "female": female,
        "contracted": False,
        "lthse": False,
        "types": [{"code": "HMP", "description": "His Majesty’s Prison"}],
        "categories": ["B"] if male else [],
        "addresses": [
            {"id": 1, "addressLine1": road, "town": town, "county": "Harrowmere", "postcode": postcode, "country": "England"}
        ],
        "operators": [{"name": "Invented"}],
    }
