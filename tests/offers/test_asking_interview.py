"""The interview's end, refusals, drafts, and who may ask."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kinkeeper.agencies.models import Agreement
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotPermitted, NotVisible, StaleVersion, WrongState
from kinkeeper.offers import actions
from kinkeeper.offers.models import Asking, Draft, Offer, PermissionGiven, RefusalTally
from kinkeeper.offers.queries.asking import Wanted as ReceivedWanted
from kinkeeper.offers.queries.asking import received
from kinkeeper.offers.queries.interview import draft_body, draft_of, matches_for
from kinkeeper.offers.types import (
    AgeGroup,
    AskingState,
    Child,
    ChildOf,
    OfferState,
    Permission,
    Refusal,
    Reopening,
)
from kinkeeper.people.types import IdentityView, Known, ToldView
from kinkeeper.sharing.actions import disclose
from kinkeeper.sharing.models import Basis, Involvement
from kinkeeper.sharing.queries import household, may_see
from kinkeeper.sharing.types import BasisKind, Purpose
from tests.offers.asking_world import (
    LATER,
    MORNING,
    World,
    asking_of,
    build_world,
    hours,
    permit,
    receive,
    rosas_home,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def asking(world: World) -> Asking:
    return receive()


def test_an_interview_writes_what_was_permitted_and_nothing_of_the_other_home(world: World, asking: Asking) -> None:
    [offer] = permit(world, asking)
    people = household(offer.family_id)
    with clock_reading(LATER):
        views = disclose(by=world.actor(world.imani), purpose=Purpose.OFFER_SUPPORT, about=people, action="test")
    names = sorted(view.part(Category.IDENTITY, IdentityView).name for view in views.values())  # type: ignore[union-attr]
    assert names == ["Danny Thorn", "Leo Vale", "Maya Vale", "Rosa Vale"]
    assert (asking_of().state, asking_of().asked_by) == (AskingState.PERMITTED, "family_officer")


def test_an_offer_has_its_three_clocks_its_team_and_the_parents_words(world: World, asking: Asking) -> None:
    [offer] = permit(world, asking)
    assert (offer.first_attempt_due_at.date(), offer.offer_due_at, offer.pack_due_at) == (
        date(2026, 11, 20), MORNING + hours(48), MORNING + hours(48),
    )  # fmt: skip
    assert (offer.state, offer.team_id, offer.not_to_be_told, offer.permitted_until) == (
        OfferState.PERMITTED, world.team.pk, "Not his brother", date(2027, 2, 20),
    )  # fmt: skip
    given = PermissionGiven.objects.get(offer=offer)
    assert (given.purposes, given.not_told) == ("ring,pack", "school")


def test_what_a_child_knows_is_kept_and_unknown_means_not_told(world: World, asking: Asking) -> None:
    [offer] = permit(world, asking)
    with clock_reading(LATER):
        views = disclose(
            by=world.actor(world.imani), purpose=Purpose.OFFER_SUPPORT, about=household(offer.family_id), action="test"
        )
    told = {
        view.part(Category.IDENTITY, IdentityView).given_name: view.part(Category.CUSTODY_FACT, ToldView)  # type: ignore[union-attr]
        for view in views.values()
    }
    assert told["Maya"].known is Known.AWAY  # type: ignore[union-attr]
    assert told["Leo"].known is Known.UNKNOWN  # type: ignore[union-attr]


def test_two_homes_make_two_offers(world: World, asking: Asking) -> None:
    homes = rosas_home(world.team).permissions
    both = {0: homes[0], 1: Permission(adults=(1,), team=world.team.reference)}
    offers = permit(world, asking, permissions=both)
    assert [(offer.tie, len(household(offer.family_id))) for offer in offers] == [("partner", 4), ("mother", 2)]


def test_a_second_click_writes_nothing_twice(world: World, asking: Asking) -> None:
    permit(world, asking)
    stale = Asking.objects.select_related("period", "person", "prison").get()
    stale.state, stale.version = AskingState.DUE, 1
    with pytest.raises(StaleVersion):
        permit(world, stale)
    assert Offer.objects.count() == 1


def test_every_home_is_asked_about(world: World, asking: Asking) -> None:
    with pytest.raises(WrongState, match="not_asked_about_all"):
        permit(world, asking, permissions={0: rosas_home(world.team).permissions[0]})
    assert asking_of().state == AskingState.DUE


def test_no_team_without_an_agreement_can_be_chosen(world: World, asking: Asking) -> None:
    Agreement.objects.update(ends_on=date(2026, 11, 19))
    with pytest.raises(WrongState, match="no_agreement"):
        permit(world, asking)
    assert Basis.objects.filter(kind=BasisKind.OWN_WORK).count() == 0


def test_when_no_home_may_be_passed_on_it_counts_as_a_refusal_and_keeps_no_name(world: World, asking: Asking) -> None:
    before = Involvement.objects.count()
    assert permit(world, asking, permissions={0: Permission(), 1: Permission()}) == []
    tally = RefusalTally.objects.get()
    assert (asking_of().state, tally.children, tally.ages, tally.count) == (
        AskingState.NOT_PERMITTED, 2, AgeGroup.MIXED, 1,
    )  # fmt: skip
    assert Involvement.objects.count() == before


def test_a_refusal_adds_one_to_a_number_of_its_prison_and_month(world: World, asking: Asking) -> None:
    for number in ("B2345BB", "C3456CC"):
        refuse(world, receive(number), children=9, ages=AgeGroup.UNDER_5)
    refuse(world, asking, answer=Refusal.NOBODY_OUTSIDE)
    tally = RefusalTally.objects.get()
    assert (tally.month, tally.asked_by, tally.children, tally.ages, tally.count) == (
        date(2026, 11, 1), "family_officer", 6, "under_5", 2,
    )  # fmt: skip
    assert asking_of().state == AskingState.NOBODY_OUTSIDE


def refuse(world: World, asking: Asking, answer: Refusal = Refusal.NOT_PERMITTED, **more: object) -> None:
    with clock_reading(LATER):
        actions.record_refusal(
            by=world.actor(world.imani),
            asking=asking,
            seen=asking.version,
            answer=answer,
            **more,  # type: ignore[arg-type]
        )


@pytest.mark.parametrize("answer", Refusal)
def test_each_refusal_is_a_state_and_deletes_every_draft(world: World, asking: Asking, answer: Refusal) -> None:
    with clock_reading(LATER):
        actions.save_draft(by=world.actor(world.imani), asking=asking, body={"you": {"given_name": "Danny"}})
    refuse(world, asking, answer)
    assert (asking_of().state, Draft.objects.count()) == (answer.value, 0)


def test_after_a_refusal_nothing_is_kept_until_they_are_asked_again(world: World, asking: Asking) -> None:
    permit(world, asking)
    with clock_reading(LATER), pytest.raises(WrongState):
        actions.save_draft(by=world.actor(world.imani), asking=asking_of(), body={})


def test_a_refusal_may_be_asked_again_and_then_permitted(world: World, asking: Asking) -> None:
    refuse(world, asking)
    with clock_reading(LATER):
        actions.ask_again(by=world.actor(world.imani), asking=asking_of(), seen=asking_of().version, reason=Reopening.SENTENCE)
    assert (asking_of().state, asking_of().reopened_for) == (AskingState.DUE, "sentence")
    permit(world, asking_of())
    assert (asking_of().state, asking_of().reopened_for) == (AskingState.PERMITTED, "")


def test_a_sentence_reopens_a_refusal_once_it_has_rested_and_never_a_yes(world: World, asking: Asking) -> None:
    refuse(world, asking)
    permit(world, receive("B2345BB"))
    periods = list(Asking.objects.values_list("period_id", flat=True))
    with clock_reading(LATER + timedelta(days=6)):
        assert actions.reopen_refusals(by=SYSTEM, periods=periods, reason=Reopening.SENTENCE) == 0
    with clock_reading(LATER + timedelta(days=7)):
        assert actions.reopen_refusals(by=SYSTEM, periods=periods, reason=Reopening.SENTENCE) == 1
        assert actions.reopen_refusals(by=SYSTEM, periods=periods, reason=Reopening.SENTENCE) == 0
    assert (asking_of().state, asking_of("B2345BB").state) == (AskingState.DUE, AskingState.PERMITTED)


def test_a_no_may_become_a_yes_without_being_asked_again(world: World, asking: Asking) -> None:
    refuse(world, asking, Refusal.DID_NOT_WISH_TO_SAY)
    permit(world, asking_of())
    assert asking_of().state == AskingState.PERMITTED


def test_a_draft_is_its_owners_alone_and_lies_encrypted(world: World, asking: Asking) -> None:
    with clock_reading(LATER):
        draft = actions.save_draft(by=world.actor(world.imani), asking=asking, body={"you": {"given_name": "Danny"}})
        assert draft_body(draft_of(world.actor(world.imani), asking.period_id)) == {"you": {"given_name": "Danny"}}
        assert draft_of(world.actor(world.petra), asking.period_id) is None
    assert b"Danny" not in bytes(draft.body)


def test_a_draft_that_was_moved_to_another_user_does_not_open(world: World, asking: Asking) -> None:
    with clock_reading(LATER):
        draft = actions.save_draft(by=world.actor(world.imani), asking=asking, body={"you": {"given_name": "Danny"}})
        draft.owner = world.petra.reference
        assert draft_body(draft) == {}


def test_a_draft_lasts_its_days_and_is_then_deleted(world: World, asking: Asking) -> None:
    with clock_reading(LATER):
        actions.save_draft(by=world.actor(world.imani), asking=asking, body={})
    with clock_reading(LATER + timedelta(days=14, seconds=-1)):
        assert draft_of(world.actor(world.imani), asking.period_id) is not None
    with clock_reading(LATER + timedelta(days=14)):
        assert draft_of(world.actor(world.imani), asking.period_id) is None
        from kinkeeper.offers.jobs.asking import drop_drafts

        assert (drop_drafts(), Draft.objects.count()) == (1, 0)


def test_a_draft_saved_in_two_windows_is_refused_the_second_time(world: World, asking: Asking) -> None:
    with clock_reading(LATER):
        imani = world.actor(world.imani)
        actions.save_draft(by=imani, asking=asking, body={})
        actions.save_draft(by=imani, asking=asking, body={"you": {}}, seen=1)
        with pytest.raises(StaleVersion):
            actions.save_draft(by=imani, asking=asking, body={"language": {}}, seen=1)
        with pytest.raises(StaleVersion):  # a form that lost its version is a stale one, and no newer
            actions.save_draft(by=imani, asking=asking, body={"language": {}})


@pytest.mark.parametrize("who", ["petra", "amara", "pavel"])
def test_nobody_elsewhere_may_ask_answer_or_refuse(world: World, asking: Asking, who: str) -> None:
    other = world.actor(getattr(world, who))
    with clock_reading(LATER):
        with pytest.raises(NotPermitted):
            actions.record_refusal(by=other, asking=asking, seen=1, answer=Refusal.NOT_PERMITTED)
        with pytest.raises(NotPermitted):
            actions.conclude_interview(by=other, asking=asking, seen=1, answers=rosas_home(world.team))
        with pytest.raises(NotPermitted):
            actions.save_draft(by=other, asking=asking, body={})


def test_probation_asks_once_it_is_arranged_and_the_prison_holds_what_it_must_check(world: World, asking: Asking) -> None:
    pavel = world.actor(world.pavel)
    agreement = Agreement.objects.create(title="Induction", basis=BasisKind.PUBLIC_TASK, starts_on=date(2026, 1, 1))
    agreement.parties.set([world.northgate.agency_id, pavel.agency_id])  # type: ignore[list-item]
    team = world.pavel.memberships.get().teams.get()
    with clock_reading(LATER):
        assert list(received(pavel, ReceivedWanted())) == []
        actions.arrange_asking(by=SYSTEM, prison=world.northgate, team=team, agreement=agreement)
        assert [row.pk for row in received(pavel, ReceivedWanted())] == [asking.pk]
        [offer] = actions.conclude_interview(by=pavel, asking=asking, seen=1, answers=rosas_home(world.team))
        assert may_see(world.actor(world.imani), Purpose.OFFER_SUPPORT, Category.WHEREABOUTS, offer.contact_id)
    assert asking_of().asked_by == "probation"


def test_the_same_child_named_by_two_parents_is_offered_and_never_joined_silently(world: World, asking: Asking) -> None:
    permit(world, asking)
    other = receive("B2345BB")
    maya = (Child("Maya", "Vale", ChildOf.SON_OR_DAUGHTER, date(2018, 3, 2), None, 0),)
    permit(world, other, children=maya)
    imani, petra = world.actor(world.imani), world.actor(world.petra)
    with clock_reading(LATER):
        found = {tuple(sorted((first, second))) for _, first, second in matches_for(imani)}
        assert len(found) >= 1
        reference = matches_for(imani)[0][0]
        with pytest.raises(NotVisible):
            actions.answer_match(by=petra, reference=reference, same=True)
        actions.answer_match(by=imani, reference=reference, same=True)
        assert reference not in {match[0] for match in matches_for(imani)}
        with pytest.raises(NotVisible):
            actions.answer_match(by=imani, reference=reference, same=False)
