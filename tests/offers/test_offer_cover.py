"""From hand to hand, reminders, and what becomes of offers by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from kinkeeper.agencies.models import Leave
from kinkeeper.custody.types import Reason
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotPermitted, NotVisible, StaleVersion
from kinkeeper.foundation.jobs import run_job
from kinkeeper.foundation.recurring import run_duties
from kinkeeper.offers import actions
from kinkeeper.offers.models import HandOver, Notice, Offer, ServiceSettings
from kinkeeper.offers.queries import offers as queries
from kinkeeper.offers.queries.setting_changes import changes_of_offering
from kinkeeper.offers.types import Check, OfferState, Reopening
from kinkeeper.offers.types.offering import FamilyAnswer, OfferFlag
from kinkeeper.sharing.actions import restrict
from kinkeeper.sharing.types import RestrictionKind
from tests.offers.asking_world import MORNING, happens, hours
from tests.offers.offer_world import PASSED_ON, OfferWorld, days, fresh, member_of, passed_on, reached, rings

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena(world: OfferWorld) -> Actor:
    return world.asking.actor(world.lena)


def test_what_the_service_changed_stands_beside_it_with_who_changed_it(world: OfferWorld, lena: Actor) -> None:
    set_before = ServiceSettings(agency_id=lena.agency_id)
    kept = ("days_between", "remind_hours", "escalate_hours", "keep_days", "open_hours")

    actions.change_service_settings(
        by=lena, seen=1, tries=set_before.tries + 1, **{name: getattr(set_before, name) for name in kept}
    )

    [change] = changes_of_offering(lena)
    assert (change.who, change.numbers) == ("Lena", (("tries", str(set_before.tries), str(set_before.tries + 1)),))
    assert changes_of_offering(world.asking.actor(world.zoe)) == []  # another service's lead reads their own


def told(world: OfferWorld) -> list[tuple[str, str]]:
    rows = Notice.objects.exclude(code="handed_over").order_by("pk")
    return list(rows.values_list("to__user__name", "code"))


def tick(moment: object) -> None:
    with clock_reading(moment):  # type: ignore[arg-type]
        actions.send_due_notices()


def run_waiting_jobs() -> None:
    for task in DBTaskResult.objects.filter(status="READY"):
        run_job.func(**task.args_kwargs["kwargs"])
        DBTaskResult.objects.filter(pk=task.pk).delete()


def test_a_colleague_takes_over_what_another_has(world: OfferWorld, offer: Offer) -> None:
    with clock_reading(PASSED_ON + hours(1)):
        actions.take_offer(by=world.asking.actor(world.bilal), offer=offer, seen=offer.version)
    assert fresh(offer).worker == member_of(world.bilal)
    handed = HandOver.objects.order_by("-pk")[0]
    assert (handed.from_worker, handed.to_worker) == (member_of(world.amara), member_of(world.bilal))


def test_only_a_lead_gives_somebodys_family_to_somebody_else(world: OfferWorld, offer: Offer, lena: Actor) -> None:
    to_lena = {"to_member": lena.member_id, "to_team": offer.team_id}
    with clock_reading(PASSED_ON + hours(1)):
        with pytest.raises(NotPermitted, match="ask_their_lead"):
            bilal = world.asking.actor(world.bilal)
            actions.hand_over_offer(by=bilal, offer=offer, seen=offer.version, **to_lena)  # type: ignore[arg-type]
        to_bilal = member_of(world.bilal).pk
        actions.hand_over_offer(
            by=lena, offer=offer, seen=offer.version, to_member=to_bilal, to_team=offer.team_id or 0, note="Rings on Mondays."
        )
    assert fresh(offer).worker == member_of(world.bilal)
    assert list(Notice.objects.filter(code="handed_over").values_list("to__user__name", flat=True)) == ["Bilal"]


def test_another_team_sees_the_family_from_the_hand_over_and_the_last_one_no_longer(
    world: OfferWorld, offer: Offer, amara: Actor
) -> None:
    wen = world.asking.actor(world.wen)
    with clock_reading(PASSED_ON + hours(1)):
        actions.hand_over_offer(by=amara, offer=offer, seen=offer.version, to_member=None, to_team=world.west.pk)
        assert [seen.reference for seen in queries.offers_for(wen)] == [offer.reference]
        assert actions.view_call_sheet(by=wen, offer=fresh(offer)).contact.name == "Rosa Vale"
        with pytest.raises(NotVisible):
            queries.offer_for(amara, offer.reference)


def test_nobody_is_handed_a_family_who_is_not_of_that_team(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    with clock_reading(PASSED_ON + hours(1)):
        for stranger in (world.zoe, world.wen):
            with pytest.raises(NotPermitted, match="not_in_that_team"):
                actions.hand_over_offer(
                    by=amara,
                    offer=offer,
                    seen=offer.version,
                    to_member=member_of(stranger).pk,
                    to_team=offer.team_id or 0,
                )


def test_two_who_take_a_family_at_once_do_not_overwrite_each_other(world: OfferWorld) -> None:
    offer = passed_on(world)
    with clock_reading(PASSED_ON + hours(1)):
        actions.take_offer(by=world.asking.actor(world.amara), offer=offer, seen=offer.version)
        with pytest.raises(StaleVersion):
            actions.take_offer(by=world.asking.actor(world.bilal), offer=offer, seen=offer.version)
    assert fresh(offer).worker == member_of(world.amara)


def test_a_move_to_another_prison_asks_for_a_look_and_breaks_nothing(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    happens(Reason.TRANSFERRED, prison="XSF", at=PASSED_ON + hours(2))
    moved = fresh(offer)
    assert (moved.needs_a_person, moved.state, moved.worker) == (
        OfferFlag.MOVED_PRISON, OfferState.PASSED_ON, member_of(world.amara),
    )  # fmt: skip
    with clock_reading(PASSED_ON + hours(3)):
        assert actions.view_call_sheet(by=amara, offer=moved).prison_name == "Southfold"
        with pytest.raises(NotPermitted, match="ask_their_lead"):  # no agreement with that prison: a lead says so
            actions.stay_with_offer(by=amara, offer=moved, seen=moved.version)
        actions.stay_with_offer(by=world.asking.actor(world.lena), offer=moved, seen=moved.version)
    assert fresh(offer).needs_a_person == ""


def test_the_worker_is_told_before_and_when_it_is_due_and_the_lead_after(world: OfferWorld, offer: Offer) -> None:
    due = offer.next_due_at
    assert due is not None
    for moment, expected in [
        (due - hours(4) - timedelta(seconds=1), []),
        (due - hours(4), [("Amara", "due_soon")]),
        (due - hours(1), [("Amara", "due_soon")]),
        (due, [("Amara", "due_soon"), ("Amara", "due_now")]),
        (due + hours(1), [("Amara", "due_soon"), ("Amara", "due_now")]),
        (due + hours(1.1), [("Amara", "due_soon"), ("Amara", "due_now"), ("Lena", "overdue")]),
        (due + hours(9), [("Amara", "due_soon"), ("Amara", "due_now"), ("Lena", "overdue")]),
    ]:
        tick(moment)
        assert told(world) == expected


def test_whoever_covers_is_told_while_the_worker_is_away(world: OfferWorld, offer: Offer) -> None:
    day = PASSED_ON.date()
    Leave.objects.create(
        member=member_of(world.amara), covered_by=member_of(world.bilal), first_day=day, last_day=day + days(1)
    )
    assert offer.next_due_at is not None
    tick(offer.next_due_at - hours(1))
    assert told(world) == [("Bilal", "due_soon")]


def test_the_lead_is_told_of_a_family_that_nobody_has(world: OfferWorld) -> None:
    offer = passed_on(world)
    assert offer.next_due_at is not None
    tick(offer.next_due_at)
    assert told(world) == [("Lena", "due_soon"), ("Lena", "due_now")]


def test_the_letter_to_a_colleague_names_nobody_and_is_asked_again_before_it_leaves(world: OfferWorld, offer: Offer) -> None:
    assert offer.next_due_at is not None
    tick(offer.next_due_at)
    with clock_reading(offer.next_due_at):
        run_waiting_jobs()
    assert [(letter.subject, letter.to) for letter in mail.outbox] == [
        ("You have something to do in Kinkeeper", ["amara@example.org"])
    ]
    for word in ("Rosa", "Vale", "Danny", "Thorn", "prison", "custody", offer.reference):
        assert word not in mail.outbox[0].body


def test_what_was_done_meanwhile_is_not_mailed(world: OfferWorld, offer: Offer) -> None:
    assert offer.next_due_at is not None
    tick(offer.next_due_at - hours(1))
    reached(world, offer, offer.next_due_at - hours(0.5), FamilyAnswer.DECLINED)
    with clock_reading(offer.next_due_at):
        run_waiting_jobs()
        assert queries.notices_for(world.asking.actor(world.amara)) == []
    assert mail.outbox == []


@pytest.mark.parametrize("kept", ["closed", "left the team"])
def test_what_is_due_for_a_family_that_is_kept_from_them_is_on_no_page(world: OfferWorld, offer: Offer, kept: str) -> None:
    assert offer.next_due_at is not None
    tick(offer.next_due_at)
    with clock_reading(offer.next_due_at):
        before = [told.code for told in queries.notices_for(world.asking.actor(world.amara))]
        prisons = len(queries.prisons_in(world.asking.actor(world.amara)))
        if kept == "closed":
            restrict(by=SYSTEM, person=offer.contact_id, kind=RestrictionKind.CLOSED_RECORD, reason="An order")
        else:
            member_of(world.amara).teams.clear()

        amara = world.asking.actor(world.amara)
        assert (before, queries.notices_for(amara)) == (["due_now", "due_soon"], [])
        assert (prisons, queries.prisons_in(amara)) == (1, [])  # a filter tells as much as a list


def test_whoever_left_the_team_is_not_mailed(world: OfferWorld, offer: Offer) -> None:
    assert offer.next_due_at is not None
    tick(offer.next_due_at - hours(1))
    member_of(world.amara).teams.clear()
    with clock_reading(offer.next_due_at):
        run_waiting_jobs()
    assert mail.outbox == []


def test_a_stop_reaches_the_worker_although_they_see_the_family_no_longer(
    world: OfferWorld, offer: Offer, amara: Actor
) -> None:
    from tests.offers.test_offer_pages import browser

    with clock_reading(PASSED_ON + hours(1)):
        imani = world.asking.actor(world.asking.imani)
        actions.answer_check(by=imani, offer=offer, seen=offer.version, answer=Check.DO_NOT_CONTACT)
    tick(PASSED_ON + hours(1))
    assert told(world) == [("Amara", "stopped")]
    with clock_reading(PASSED_ON + hours(1)):
        assert list(queries.offers_for(amara)) == []
        page = browser(world.amara).get(f"/families/{offer.reference}/").content.decode()
    assert ("Stop: do not ring" in page, "Rosa" in page, "Vale" in page) == (True, False, False)


def test_the_duties_of_offering_are_told_twice_and_done_once(world: OfferWorld, offer: Offer) -> None:
    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.DECLINED)
    with clock_reading(PASSED_ON + days(91)):
        first, second = run_duties(), run_duties()
    assert (first["offers.forget"], second["offers.forget"]) == (1, 0)
    assert second["offers.remind_and_escalate"] == 0


def test_reasons_to_ask_again_are_what_changed_since(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    from kinkeeper.custody.actions import note_stage
    from kinkeeper.custody.models import Period
    from kinkeeper.custody.types import Stage

    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.DECLINED)

    def reasons() -> list[tuple[Reopening, ...]]:
        closed = list(queries.closed_offers(amara))
        return [family.reasons for family in actions.page_to_ask_again(by=amara, offers=closed)]

    with clock_reading(PASSED_ON + days(1)):
        assert reasons() == [()]
    happens(Reason.TRANSFERRED, prison="XSF", at=PASSED_ON + days(2))
    with clock_reading(PASSED_ON + days(3)):
        assert reasons() == [(Reopening.TRANSFER,)]
        period = Period.objects.get(pk=offer.period_id)
        petra = world.asking.actor(world.asking.petra)
        note_stage(by=petra, period=period, seen=period.version, stage=Stage.SENTENCED)
        assert reasons() == [(Reopening.SENTENCE, Reopening.TRANSFER)]
        actions.reopen_offer(by=amara, offer=offer, seen=fresh(offer).version, why=Reopening.SENTENCE)
    reached(world, offer, PASSED_ON + days(3) + hours(1), FamilyAnswer.DECLINED)
    with clock_reading(PASSED_ON + days(4)):
        assert reasons() == [()]


def test_two_homes_answer_each_for_itself(world: OfferWorld) -> None:
    """One man, two homes: one accepts, one declines; ending the one takes nothing from the other."""
    from dataclasses import replace

    from kinkeeper.offers.types import PassOnFor, Permission
    from tests.offers.asking_world import rosas_home
    from tests.offers.offer_world import permitted

    home = rosas_home(world.asking.team)
    ines = Permission(adults=(1,), team=world.asking.team.reference, purposes=(PassOnFor.RING,))
    both = replace(home, permissions={**home.permissions, 1: ines})
    offers = permitted(world, answers=both)
    imani = world.asking.actor(world.asking.imani)
    with clock_reading(MORNING + hours(3)):
        for offer in offers:
            actions.clear_and_pass_on(by=imani, offer=offer, seen=offer.version)
    rosa, mother = offers
    reached(world, rosa, PASSED_ON + hours(1), FamilyAnswer.ACCEPTED)
    reached(world, mother, PASSED_ON + hours(1), FamilyAnswer.DECLINED)
    with clock_reading(PASSED_ON + days(91)):
        actions.forget_offer(offer=mother)
        amara = world.asking.actor(world.amara)
        assert [seen.reference for seen in queries.offers_for(amara)] == [rosa.reference]
        sheet = actions.view_call_sheet(by=amara, offer=fresh(rosa))
    assert sheet.held is not None
    assert (sheet.contact.name, sheet.held.name) == ("Rosa Vale", "Danny Thorn")


def test_what_the_parent_agreed_to_is_all_that_is_done(world: OfferWorld) -> None:
    from dataclasses import replace

    from kinkeeper.offers.types import PassOnFor
    from tests.offers.asking_world import rosas_home

    home = rosas_home(world.asking.team)
    pack_only = replace(home.permissions[0], purposes=(PassOnFor.PACK,))
    offer = passed_on(world, answers=replace(home, permissions={**home.permissions, 0: pack_only}))
    with pytest.raises(NotPermitted, match="not_agreed_to_ring"):
        rings(world, offer, PASSED_ON + hours(1))
    with clock_reading(PASSED_ON + hours(1)):
        actions.mark_pack_sent(by=world.asking.actor(world.amara), offer=offer, route="post")  # type: ignore[arg-type]
    assert fresh(offer).pack_sent_at == PASSED_ON + hours(1)
