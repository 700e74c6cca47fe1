"""Members: changed and ended with effect at their next request; hidden from everybody but their own administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kinkeeper.agencies.actions import change_member, end_membership
from kinkeeper.agencies.errors import LastAdministrator
from kinkeeper.agencies.models import Leave, Member
from kinkeeper.agencies.queries import actor_for, members_of
from kinkeeper.agencies.rules import EVERY_DAY, MONDAY_TO_FRIDAY
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import NOBODY, ActorKind
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotPermitted, StaleVersion
from kinkeeper.ledger.models import Entry
from tests.signing import agency, give_password, link_in_letter, run_jobs, signed_in, team, works

pytestmark = pytest.mark.django_db


def test_the_actor_of_a_member_takes_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    north = agency()
    front, back = team(north), team(north, "Back")
    rosa = works("Rosa", north, Role.TEAM_LEAD, front, back)

    with django_assert_num_queries(1):
        actor = actor_for(rosa.user)

    assert (actor.kind, actor.role, actor.agency_id, actor.member_id) == (ActorKind.STAFF, "team_lead", north.pk, rosa.pk)
    assert actor.team_ids == {front.pk, back.pk}


def test_whose_membership_has_ended_is_nobody() -> None:
    rosa = works("Rosa", agency())
    Member.objects.filter(pk=rosa.pk).update(left_at=now())

    assert actor_for(rosa.user) is NOBODY


def test_a_membership_that_ends_is_refused_at_the_next_request() -> None:
    north = agency()
    ada = signed_in(works("Ada", north, Role.ADMINISTRATOR))
    rosa = works("Rosa", north)
    browser = signed_in(rosa)
    assert browser.get("/agency/away/").status_code == 200

    ada.post(f"/agency/members/{rosa.reference}/end/", {"version": rosa.version})

    assert browser.get("/agency/away/").url.startswith("/account/sign-in/")
    assert Entry.objects.get(action="end_membership").detail == {"member": rosa.reference}


def test_even_a_session_that_survived_is_refused_and_ended() -> None:
    rosa = works("Rosa", agency())
    browser = signed_in(rosa)
    Member.objects.filter(pk=rosa.pk).update(left_at=now())

    refused = browser.get("/agency/away/")

    assert refused.status_code == 403
    assert "You have no access now" in refused.text
    assert browser.get("/agency/away/").url.startswith("/account/sign-in/")


def test_a_closed_account_is_refused_at_the_next_request() -> None:
    rosa = works("Rosa", agency())
    browser = signed_in(rosa)
    rosa.user.is_active = False
    rosa.user.save()

    assert browser.get("/agency/away/").url.startswith("/account/sign-in/")


def test_a_new_role_counts_from_the_next_request() -> None:
    north = agency()
    ada = signed_in(works("Ada", north, Role.ADMINISTRATOR))
    rosa = works("Rosa", north)
    browser = signed_in(rosa)
    assert browser.get("/agency/members/").status_code == 404

    saved = ada.post(
        f"/agency/members/{rosa.reference}/",
        {"version": rosa.version, "role": Role.ADMINISTRATOR, "days": ["0", "1", "2", "3", "4", "5", "6"]},
    )

    rosa.refresh_from_db()
    assert saved.status_code == 302
    assert browser.get("/agency/members/").status_code == 200
    assert rosa.working_days == EVERY_DAY


def test_a_stale_form_is_refused_and_nothing_typed_is_lost() -> None:
    north = agency()
    ada = signed_in(works("Ada", north, Role.ADMINISTRATOR))
    rosa = works("Rosa", north)
    typed = {"version": rosa.version, "role": Role.ANALYST, "days": ["0"]}
    change_member(
        by=actor_for(Member.objects.get(user__name="Ada").user),
        member=Member.objects.get(pk=rosa.pk),
        seen=rosa.version,
        role=Role.TEAM_LEAD,
        teams=[],
        working_days=MONDAY_TO_FRIDAY,
    )

    page = ada.post(f"/agency/members/{rosa.reference}/", typed)

    rosa.refresh_from_db()
    assert "It now says: Team lead, no team." in page.text
    assert rosa.role == Role.TEAM_LEAD
    assert '<option value="analyst" selected>' in page.text
    ada.post(f"/agency/members/{rosa.reference}/", {**typed, "version": rosa.version})
    rosa.refresh_from_db()
    assert rosa.role == Role.ANALYST


def test_ending_with_a_stale_version_raises() -> None:
    north = agency()
    ada, rosa = works("Ada", north, Role.ADMINISTRATOR), works("Rosa", north)

    with pytest.raises(StaleVersion):
        end_membership(by=actor_for(ada.user), member=rosa, seen=rosa.version + 1)


def test_an_agency_keeps_an_administrator() -> None:
    north = agency()
    ada = works("Ada", north, Role.ADMINISTRATOR)
    by = actor_for(ada.user)

    with pytest.raises(LastAdministrator):
        end_membership(by=by, member=ada, seen=ada.version)
    with pytest.raises(LastAdministrator):
        change_member(by=by, member=ada, seen=ada.version, role=Role.ANALYST, teams=[], working_days=EVERY_DAY)
    page = signed_in(ada).post(f"/agency/members/{ada.reference}/end/", {"version": ada.version})
    assert "Make somebody else an administrator first" in page.text


def test_nobody_changes_their_own_role() -> None:
    north = agency()
    ada, bea = works("Ada", north, Role.ADMINISTRATOR), works("Bea", north, Role.ADMINISTRATOR)
    typed = {"version": ada.version, "role": Role.SOCIAL_WORKER, "days": ["0"]}

    page = signed_in(ada).post(f"/agency/members/{ada.reference}/", typed)

    assert "Ask another administrator: nobody changes their own role." in page.text
    ada.refresh_from_db()
    assert ada.role == Role.ADMINISTRATOR
    days_alone = signed_in(ada).post(f"/agency/members/{ada.reference}/", {**typed, "role": Role.ADMINISTRATOR})
    assert days_alone.status_code == 302
    ada.refresh_from_db()
    signed_in(bea).post(f"/agency/members/{ada.reference}/", {**typed, "version": ada.version})
    ada.refresh_from_db()
    assert ada.role == Role.SOCIAL_WORKER


def test_another_agencys_members_do_not_exist() -> None:
    ada = signed_in(works("Ada", agency(), Role.ADMINISTRATOR))
    rosa = works("Rosa", agency("Ties South"))

    for page in ("", "end/", "second-step/"):
        there = ada.get(f"/agency/members/{rosa.reference}/{page}")
        nowhere = ada.get(f"/agency/members/ZZZZ-ZZZZ/{page}")
        assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
        assert there.status_code == 404
    with pytest.raises(NotPermitted):
        end_membership(by=actor_for(Member.objects.get(user__name="Ada").user), member=rosa, seen=rosa.version)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_an_administrators_pages_exist_for_no_other_role(role: Role) -> None:
    browser = signed_in(works("Rosa", agency(), role))

    for page in ("members/", "members/invite/", "teams/"):
        assert browser.get(f"/agency/{page}").status_code == 404, page


def test_members_are_found_by_name_and_shown_by_pages() -> None:
    north = agency()
    ada = signed_in(works("Ada", north, Role.ADMINISTRATOR))
    for number in range(60):
        works(f"Worker{number:02}", north, app=False)

    assert [member.user.name for member in members_of(north.pk, search="worker07 example.org")] == ["Worker07"]
    assert "Worker33" not in ada.get("/agency/members/").text
    assert "Worker33" in ada.get("/agency/members/?page=2").text
    assert "Worker33" in ada.get("/agency/members/?q=worker33").text
    assert "Nobody found" in ada.get("/agency/members/?q=zacharias").text


@pytest.mark.parametrize("others", [1, 20])
def test_the_list_takes_the_same_queries_however_long(others: int, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    north = agency()
    front = team(north)
    ada = signed_in(works("Ada", north, Role.ADMINISTRATOR, front))
    ada.get("/agency/members/")
    for number in range(others):
        works(f"Worker{number:02}", north, Role.ANALYST, front, app=False)

    with django_assert_max_num_queries(8):
        ada.get("/agency/members/")


def test_a_colleague_who_lost_phone_and_codes_sets_up_a_new_second_step() -> None:
    north = agency()
    ada = signed_in(works("Ada", north, Role.ADMINISTRATOR))
    rosa = works("Rosa", north)
    browser = signed_in(rosa)

    ada.post(f"/agency/members/{rosa.reference}/second-step/")
    run_jobs()
    again = Client()
    give_password(again, rosa.user)

    assert browser.get("/agency/away/").url.startswith("/account/sign-in/")
    assert again.get("/agency/away/").url == "/account/set-up/"
    assert Entry.objects.get(action="sign_in_changed").detail["change"] == "second_factors_forgotten"
    with pytest.raises(AssertionError):
        link_in_letter(rosa.user.email)  # the letter tells, and leads nowhere


def test_teams_are_added_and_renamed() -> None:
    north = agency()
    ada = signed_in(works("Ada", north, Role.ADMINISTRATOR))
    front = team(north)

    ada.post("/agency/teams/", {"name": "Back"})
    taken = ada.post(f"/agency/teams/{front.reference}/", {"name": "Back"})
    ada.post(f"/agency/teams/{front.reference}/", {"name": "First contact"})

    assert "There is a team of this name already" in taken.text
    assert sorted(north.teams.values_list("name", flat=True)) == ["Back", "First contact"]


def days(first: object, last: object) -> dict[str, str]:
    """Two dates as the form's six boxes."""
    boxes = {}
    for name, day in (("first_day", first), ("last_day", last)):
        boxes |= {f"{name}_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    return boxes


def test_days_away_are_recorded_by_oneself_and_by_the_lead() -> None:
    north = agency()
    front = team(north)
    rosa, danny = works("Rosa", north, Role.LINK_WORKER, front), works("Danny", north, Role.LINK_WORKER, front)
    lead = works("Lena", north, Role.TEAM_LEAD, front)
    start = now().date() + timedelta(days=3)

    own = signed_in(rosa).post("/agency/away/", {"member": rosa.reference, "covered_by": danny.reference, **days(start, start)})
    led = signed_in(lead).post("/agency/away/", {"member": danny.reference, "covered_by": "", **days(start, start)})
    others = signed_in(rosa).post("/agency/away/", {"member": lead.reference, "covered_by": "", **days(start, start)})

    assert (own.status_code, led.status_code, others.status_code) == (302, 302, 200)
    assert [(leave.member, leave.covered_by) for leave in Leave.objects.order_by("pk")] == [(rosa, danny), (danny, None)]


def test_days_away_are_taken_back_by_who_may_record_them() -> None:
    north = agency()
    front = team(north)
    rosa, danny = works("Rosa", north, Role.LINK_WORKER, front), works("Danny", north, Role.LINK_WORKER, front)
    start = now().date() + timedelta(days=3)
    leave = Leave.objects.create(member=rosa, first_day=start, last_day=start)

    refused = signed_in(danny).post(f"/agency/away/{leave.reference}/take-back/")
    stranger = signed_in(works("Mal", agency("Ties South"))).post(f"/agency/away/{leave.reference}/take-back/")
    done = signed_in(rosa).post(f"/agency/away/{leave.reference}/take-back/")

    assert (refused.status_code, stranger.status_code, done.status_code) == (403, 404, 302)
    assert Leave.objects.count() == 0
