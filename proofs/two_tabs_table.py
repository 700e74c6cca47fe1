"""Every action that takes the version its form was shown with: how to come before it, and how to do it once more.

Each function answers the record as a page shows it and what the page's form does with the version `seen`. `chance` gives
the words, so that no two pairs write the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from kinkeeper.agencies import actions as agencies
from kinkeeper.agencies.models import Agency, Agreement, DutyTeam, Member, Team
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.custody.models import Period
from kinkeeper.custody.types import Reason, Stage
from kinkeeper.directory import actions as directory
from kinkeeper.directory.types import Draft as Entry
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Versioned
from kinkeeper.intake import actions as intake
from kinkeeper.library import actions as library
from kinkeeper.library.types import Draft, Kind
from kinkeeper.offers import actions as offers
from kinkeeper.offers.models import Asking, AskingTimes, Offer, SafetyCheck, ServiceSettings
from kinkeeper.offers.types import AttemptOutcome, CarerNow, Check, Refusal, Reopening, SafeNow
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.sharing.types import BasisKind
from kinkeeper.web.site import actions as site
from kinkeeper.web.site.queries import latest_version
from kinkeeper.web.site.types import ListKind, PageWords
from proofs.lives_places import Places
from proofs.two_tabs_families import (
    Do,
    agree_again,
    answer_request,
    attach_scan,
    erase_who_asked,
    narrow_consent,
    object_to_consent,
    release_bundle,
    renew_consent,
    review_basis,
    set_route_safety,
    take_back,
    withdraw_basis,
    withdraw_consent,
    words,
)
from tests.offers import offer_world
from tests.offers.asking_world import happens, receive, rosas_home

Edit = Callable[[Places, random.Random], tuple[Versioned, Do]]


def change_member(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    member = Member.objects.get(user=places.offers.bilal)
    teams, days = [places.offers.west], chance.randrange(1, 127)
    return member, lambda seen: agencies.change_member(
        by=SYSTEM, member=member, seen=seen, role=Role.TEAM_LEAD, teams=teams, working_days=days
    )


def end_membership(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    member = Member.objects.get(user=places.offers.bilal)
    Member.objects.filter(pk=member.pk).update(joined_at=now() - timedelta(days=9))
    return member, lambda seen: agencies.end_membership(by=SYSTEM, member=member, seen=seen)


def change_duty_team(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    agency = places.offers.asking.duty
    team, _ = DutyTeam.objects.get_or_create(agency=agency, defaults={"phone": "01632 960010"})
    phone = f"01632 960{chance.randrange(1000):03}"
    return team, lambda seen: agencies.change_duty_team(
        by=SYSTEM, agency=agency, seen=seen, areas=["Harrowmere"], phone=phone, out_of_hours_phone="", opens_at=time(9),
        closes_at=time(17),
    )  # fmt: skip


def save_draft_of_page(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    page = site.add_page(by=SYSTEM, slug="read/kites", words=PageWords("Kites", source="One"))
    return page, lambda seen: site.save_draft(by=SYSTEM, page=page, words=PageWords("Kites", source=words(chance)), seen=seen)


def publish(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    page = site.add_page(by=SYSTEM, slug="read/kites", words=PageWords("Kites", source="One"))
    version = latest_version(page)
    assert version is not None
    return page, lambda seen: site.publish(by=SYSTEM, page=page, version=version, seen=seen)


def unpublish(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    page, do = publish(places, chance)
    do(page.version)
    return page, lambda seen: site.unpublish(by=SYSTEM, page=page, seen=seen)  # type: ignore[arg-type]


def restore(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    page = site.add_page(by=SYSTEM, slug="read/kites", words=PageWords("Kites", source="One"))
    first = latest_version(page)
    assert first is not None
    site.save_draft(by=SYSTEM, page=page, words=PageWords("Kites", source="Two"), seen=page.version)
    return page, lambda seen: site.restore(by=SYSTEM, page=page, version=first, seen=seen)


def save_list_draft(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    kites: dict[str, Any] = {"title": "Kites", "code": "kites", "about": "", "slugs": []}
    draft = site.save_list_draft(by=SYSTEM, kind=ListKind.COLLECTIONS, words=kites)
    return draft, lambda seen: site.save_list_draft(
        by=SYSTEM, kind=ListKind.COLLECTIONS, reference=draft.reference, words={**kites, "about": words(chance)}, seen=seen
    )


def publish_listed(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    draft, _do = save_list_draft(places, chance)
    of = {"kind": ListKind.COLLECTIONS, "reference": draft.reference}  # type: ignore[attr-defined]
    return draft, lambda seen: site.publish_listed(by=SYSTEM, **of, seen=seen)


def take_off_list(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    draft, publish_it = publish_listed(places, chance)
    publish_it(draft.version)
    draft.refresh_from_db()
    of = {"kind": ListKind.COLLECTIONS, "reference": draft.reference}  # type: ignore[attr-defined]
    return draft, lambda seen: site.take_off_list(by=SYSTEM, **of, seen=seen)


def go_back(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    draft, publish_it = publish_listed(places, chance)
    publish_it(draft.version)
    draft.refresh_from_db()
    kind, reference = ListKind.COLLECTIONS, draft.reference  # type: ignore[attr-defined]
    renamed = {"title": "More kites", "code": "kites", "about": "", "slugs": []}
    site.save_list_draft(by=SYSTEM, kind=kind, reference=reference, words=renamed, seen=draft.version)
    site.publish_listed(by=SYSTEM, kind=kind, reference=reference, seen=draft.version + 1)
    draft.refresh_from_db()
    return draft, lambda seen: site.go_back(by=SYSTEM, kind=kind, reference=reference, number=2, seen=seen)


def edit_resource(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    book = library.add_resource(by=SYSTEM, draft=Draft(title="Kites", kind=Kind.BOOK))
    return book, lambda seen: library.edit_resource(
        by=SYSTEM, resource=book, seen=seen, draft=Draft(title=words(chance), kind=Kind.BOOK)
    )


def mark_checked(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    book = library.add_resource(by=SYSTEM, draft=Draft(title="Kites", kind=Kind.BOOK))
    return book, lambda seen: library.mark_checked(by=SYSTEM, resource=book, seen=seen)


def remove_resource(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    book = library.add_resource(by=SYSTEM, draft=Draft(title="Kites", kind=Kind.BOOK))
    return book, lambda seen: library.remove_resource(by=SYSTEM, resource=book, seen=seen)


def edit_collection(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    shelf = library.add_collection(by=SYSTEM, title="Kites")
    return shelf, lambda seen: library.edit_collection(
        by=SYSTEM, shelf=shelf, seen=seen, title=words(chance), description="", is_open=True
    )


def save_entry(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    entry = Entry(name="Tuesday Club", organisation="Oak House", summary="Play and stay")
    service = directory.save_entry(by=SYSTEM, draft=entry)
    again = Entry(name="Tuesday Club", organisation="Oak House", summary=words(chance))
    return service, lambda seen: directory.save_entry(by=SYSTEM, draft=again, seen=seen)


def propose_change(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    """A proposal is only stored; taking it is what writes, with the version its owner saw."""
    service, _ = save_entry(places, chance)
    again = Entry(name="Tuesday Club", organisation="Oak House", summary=words(chance))

    def do(seen: int) -> None:
        made = directory.propose_change(by=SYSTEM, service=service, draft=again, seen=seen)  # type: ignore[arg-type]
        directory.decide_proposal(by=SYSTEM, proposal=made, take=True)

    return service, do


def save_prison_page(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    page = directory.save_prison_page(by=SYSTEM, code="XNG", words={"name": "Northgate"})
    return page, lambda seen: directory.save_prison_page(by=SYSTEM, code="XNG", words={"name": words(chance)[:30]}, seen=seen)


# Asking and offering.


def an_asking(places: Places) -> Asking:
    return receive()


def an_offer(places: Places) -> Offer:
    return offer_world.fresh(offer_world.permitted(places.offers)[0])


def an_offer_passed_on(places: Places) -> Offer:
    return offer_world.passed_on(places.offers, worker=places.offers.amara)


def record_refusal(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    asking, imani = an_asking(places), places.staff["imani"]
    answer = chance.choice(list(Refusal))
    return asking, lambda seen: offers.record_refusal(by=imani, asking=asking, seen=seen, answer=answer)


def ask_again(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    asking, do = record_refusal(places, chance)
    do(asking.version)
    imani, why = places.staff["imani"], chance.choice(list(Reopening))
    return asking, lambda seen: offers.ask_again(by=imani, asking=asking, seen=seen, reason=why)  # type: ignore[arg-type]


def conclude_interview(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    asking, imani = an_asking(places), places.staff["imani"]
    answers = rosas_home(places.offers.asking.team)
    return asking, lambda seen: offers.conclude_interview(by=imani, asking=asking, seen=seen, answers=answers)


def save_draft(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    asking, imani = an_asking(places), places.staff["imani"]
    draft = offers.save_draft(by=imani, asking=asking, body={"me": "first"})
    return draft, lambda seen: offers.save_draft(by=imani, asking=asking, body={"me": words(chance)}, seen=seen)


def answer_check(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    offer, imani, answer = an_offer(places), places.staff["imani"], chance.choice(list(Check))
    return offer, lambda seen: offers.answer_check(by=imani, offer=offer, seen=seen, answer=answer)


def pass_on(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    offer, imani = an_offer(places), places.staff["imani"]
    offers.answer_check(by=imani, offer=offer, seen=offer.version, answer=Check.CLEAR)
    return offer, lambda seen: offers.pass_on(by=imani, offer=offer, seen=seen)


def clear_and_pass_on(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    offer, imani = an_offer(places), places.staff["imani"]
    return offer, lambda seen: offers.clear_and_pass_on(by=imani, offer=offer, seen=seen)


def retract_permission(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    offer, imani = chance.choice((an_offer, an_offer_passed_on))(places), places.staff["imani"]
    return offer, lambda seen: offers.retract_permission(by=imani, offer=offer, seen=seen)


def take_offer(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    offer, lena = an_offer_passed_on(places), places.staff["lena"]
    return offer, lambda seen: offers.take_offer(by=lena, offer=offer, seen=seen)


def hand_over_offer(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    offer, lena, west = an_offer_passed_on(places), places.staff["lena"], places.offers.west.pk
    return offer, lambda seen: offers.hand_over_offer(by=lena, offer=offer, seen=seen, to_member=None, to_team=west)


def stay_with_offer(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    offer, amara = an_offer_passed_on(places), places.staff["amara"]
    return offer, lambda seen: offers.stay_with_offer(by=amara, offer=offer, seen=seen)


def call_not_reachable(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    offer, amara = an_offer_passed_on(places), places.staff["amara"]
    ServiceSettings.objects.create(agency_id=places.service, tries=1, days_between=0)
    offer_world.rings(places.offers, offer, now(), AttemptOutcome.NO_ANSWER)
    return offer_world.fresh(offer), lambda seen: offers.call_not_reachable(by=amara, offer=offer, seen=seen)


def reopen_offer(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    offer, amara, why = an_offer_passed_on(places), places.staff["amara"], chance.choice(list(Reopening))
    offer_world.reached(places.offers, offer, now(), FamilyAnswer.DECLINED)
    return offer_world.fresh(offer), lambda seen: offers.reopen_offer(by=amara, offer=offer, seen=seen, why=why)


def change_service_settings(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    chosen = ServiceSettings.objects.create(agency_id=places.service)
    lena, keep = places.staff["lena"], chance.randrange(1, 365)
    return chosen, lambda seen: offers.change_service_settings(
        by=lena, seen=seen, tries=3, days_between=1, remind_hours=4, escalate_hours=1, keep_days=keep, open_hours=""
    )


def change_asking_times(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    imani = places.staff["imani"]
    times = AskingTimes.objects.create(agency_id=places.north)
    lead, minutes = replace(imani, role=Role.TEAM_LEAD), chance.randrange(1, 59)
    return times, lambda seen: offers.change_asking_times(
        by=lead, seen=seen, worry_minutes=minutes, check_hours=4, draft_days=7
    )


def propose_service(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    """Danny is moved to Southfold, where Tidewater goes on with families."""
    offer, lena, note = an_offer_passed_on(places), places.staff["lena"], words(chance)
    service = Agency.objects.create(kind=AgencyKind.FAMILY_SERVICE, name="Tidewater")
    team = Team.objects.create(agency=service, name="Tidewater South")
    agreement = Agreement.objects.create(
        title="Southfold and Tidewater", basis=BasisKind.LEGITIMATE_INTERESTS, starts_on=date(2026, 1, 1)
    )
    agreement.parties.set([places.south, service.pk])
    happens(Reason.TRANSFERRED, prison="XSF", at=now())
    offer = offer_world.fresh(offer)
    return offer, lambda seen: offers.propose_service(by=lena, offer=offer, seen=seen, to_team=team.pk, note=note)


def undo_permission(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    offer, imani = chance.choice((an_offer, an_offer_passed_on))(places), places.staff["imani"]
    asking, said = Asking.objects.get(pk=offer.asking_id), chance.choice((None, Refusal.NOT_PERMITTED))
    return asking, lambda seen: offers.undo_permission(by=imani, asking=asking, seen=seen, said=said)


def record_duty_call(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    asking, imani = an_asking(places), places.staff["imani"]
    offers.raise_worry(by=imani, asking=asking, carer=CarerNow.NOBODY, safe=SafeNow.NOT_SAFE)
    check = SafetyCheck.objects.get(asking=asking)
    return check, lambda seen: offers.record_duty_call(
        by=imani, check=check, seen=seen, agency=places.offers.asking.duty, rang_at=now(), answered=True,
        answered_by=words(chance)[:40],
    )  # fmt: skip


# Custody.


def note_stage(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    period, imani = an_asking(places).period, places.staff["imani"]
    stage = chance.choice([stage for stage in Stage if stage != period.stage])
    return period, lambda seen: intake.note_stage(by=imani, period=period, seen=seen, stage=stage)


def plan_release(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    period, imani = an_asking(places).period, places.staff["imani"]
    on = now().date() + timedelta(days=chance.randrange(2, 99))
    return period, lambda seen: intake.plan_release(by=imani, period=period, seen=seen, on=on)


def settle_flag(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    period, imani = an_asking(places).period, places.staff["imani"]
    Period.objects.filter(pk=period.pk).update(flag="release_not_reported", bears_work=True)
    return period, lambda seen: intake.settle_flag(by=imani, period=period, seen=seen, follow_events=False)


EDITS: dict[str, Edit] = {
    "agencies.change_member": change_member,
    "agencies.end_membership": end_membership,
    "agencies.change_duty_team": change_duty_team,
    "web.save_draft": save_draft_of_page,
    "web.publish": publish,
    "web.unpublish": unpublish,
    "web.restore": restore,
    "web.save_list_draft": save_list_draft,
    "web.publish_listed": publish_listed,
    "web.take_off_list": take_off_list,
    "web.go_back": go_back,
    "library.edit_resource": edit_resource,
    "library.mark_checked": mark_checked,
    "library.remove_resource": remove_resource,
    "library.edit_collection": edit_collection,
    "directory.save_entry": save_entry,
    "directory.propose_change": propose_change,
    "directory.save_prison_page": save_prison_page,
    **{
        f"offers.{edit.__name__}": edit
        for edit in (
            record_refusal, ask_again, conclude_interview, save_draft, answer_check, pass_on, clear_and_pass_on,
            retract_permission, take_offer, hand_over_offer, stay_with_offer, call_not_reachable, reopen_offer,
            change_service_settings, record_duty_call, change_asking_times, propose_service, undo_permission,
        )
    },
    "intake.note_stage": note_stage,
    "intake.settle_flag": settle_flag,
    "intake.plan_release": plan_release,
    **{
        f"sharing.{edit.__name__}": edit
        for edit in (
            withdraw_consent, narrow_consent, renew_consent, object_to_consent, attach_scan, withdraw_basis, review_basis,
        )
    },
    "people.set_route_safety": set_route_safety,
    "portal.agree_again": agree_again,
    "portal.take_back": take_back,
    "portal.erase_who_asked": erase_who_asked,
    "portal.answer_request": answer_request,
    "portal.release_bundle": release_bundle,
}  # fmt: skip
