"""Invitations: single use, a week long, revocable, sent again with a new link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from kinkeeper.accounts.models import User
from kinkeeper.agencies.actions import accept_invitation, invite_member, make_invitation_link
from kinkeeper.agencies.actions.invitations import _join
from kinkeeper.agencies.errors import AlreadyInvited, AlreadyMember, InvitationEnded
from kinkeeper.agencies.models import Agency, Invitation, Member
from kinkeeper.agencies.queries import actor_for
from kinkeeper.agencies.queries.members import token_hash
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.foundation.errors import NotPermitted, NotVisible
from kinkeeper.ledger.models import Entry
from tests.signing import PASSWORD, agency, code_for, link_in_letter, run_jobs, secret_of, signed_in, team, works

pytestmark = pytest.mark.django_db


def invited(at: Agency, email: str = "danny@example.org", role: Role = Role.LINK_WORKER) -> str:
    """The token of a new invitation."""
    invitation = invite_member(by=SYSTEM, email=email, agency=at, role=role)
    return make_invitation_link(invitation=invitation).rstrip("/").rpartition("/")[2]


def test_an_administrator_invites_and_the_colleague_is_led_to_a_second_step() -> None:
    north = agency()
    front = team(north)
    ada = signed_in(works("Ada", north, Role.ADMINISTRATOR))
    ada.post("/agency/members/invite/", {"email": "Danny@example.org", "role": Role.TEAM_LEAD, "teams": [front.reference]})
    run_jobs()
    danny = Client()
    link = link_in_letter("danny@example.org")

    opened = danny.get(link)
    sent = danny.post(link, {"name": "Danny Thorn", "password": PASSWORD})
    led = danny.get(sent.url)

    member = Member.objects.get(user__email="danny@example.org")
    assert "Ties North" in opened.text
    assert (sent.status_code, led.url) == (302, "/account/set-up/")
    assert (member.user.name, member.role, list(member.teams.all())) == ("Danny Thorn", Role.TEAM_LEAD, [front])
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == ["invite_member", "accept_invitation"]

    danny.get("/account/app/")
    danny.post("/account/app/", {"code": code_for(danny.session["mfa.totp.secret"])})
    assert danny.get("/agency/away/").status_code == 200


def test_the_letter_gives_nothing_away() -> None:
    prison = Agency.objects.create(name="HMP Testwood", kind="prison", neutral_name="Testwood Centre")
    invite_member(by=SYSTEM, email="danny@example.org", agency=prison, role=Role.FAMILY_OFFICER)
    run_jobs()

    letter = mail.outbox[0]

    assert letter.subject == "Your invitation to Kinkeeper"
    assert "Testwood Centre invites you" in letter.body
    assert [word for word in ("hmp", "prison", "custody") if word in letter.body.lower()] == []


def test_neither_the_database_nor_the_queue_holds_a_link() -> None:
    token = invited(agency())

    stored = Invitation.objects.get()

    assert stored.token_hash == token_hash(token)
    assert token not in str(list(Invitation.objects.values()))


def test_a_link_works_once() -> None:
    token = invited(agency())
    accept_invitation(token=token, name="Danny", password=PASSWORD)

    with pytest.raises(InvitationEnded):
        accept_invitation(token=token, name="Mallory", password=PASSWORD)
    assert Client().get(f"/agency/invitation/{token}/").status_code == 404
    assert Member.objects.get().user.name == "Danny"


def test_a_link_works_for_a_week() -> None:
    token = invited(agency())

    with clock_reading(now() + timedelta(days=7) - timedelta(seconds=5)):
        assert Client().get(f"/agency/invitation/{token}/").status_code == 200
    with clock_reading(now() + timedelta(days=7, seconds=5)):
        assert Client().get(f"/agency/invitation/{token}/").status_code == 404
        with pytest.raises(InvitationEnded):
            accept_invitation(token=token, name="Danny", password=PASSWORD)


def test_a_revoked_invitation_opens_nothing() -> None:
    north = agency()
    ada = signed_in(works("Ada", north, Role.ADMINISTRATOR))
    token = invited(north)
    invitation = Invitation.objects.get()

    response = ada.post(f"/agency/invitations/{invitation.reference}/end/")

    assert response.status_code == 302
    assert Client().get(f"/agency/invitation/{token}/").status_code == 404
    assert Client().post(f"/agency/invitation/{token}/", {"name": "Danny", "password": PASSWORD}).status_code == 404
    assert User.objects.filter(email="danny@example.org").count() == 0


def test_sent_again_the_old_link_ends_and_the_new_one_works() -> None:
    north = agency()
    ada = signed_in(works("Ada", north, Role.ADMINISTRATOR))
    token = invited(north)
    run_jobs()

    ada.post(f"/agency/invitations/{Invitation.objects.get().reference}/send/")
    run_jobs()

    assert Client().get(f"/agency/invitation/{token}/").status_code == 404
    assert Client().get(link_in_letter("danny@example.org")).status_code == 200


def test_a_letter_queued_before_the_end_is_not_sent_after_it() -> None:
    north = agency()
    ada = signed_in(works("Ada", north, Role.ADMINISTRATOR))
    invite_member(by=SYSTEM, email="danny@example.org", agency=north, role=Role.LINK_WORKER)
    ada.post(f"/agency/invitations/{Invitation.objects.get().reference}/end/")

    run_jobs()

    assert mail.outbox == []


def test_all_links_that_do_not_work_look_alike() -> None:
    north = agency()
    used = invited(north)
    accept_invitation(token=used, name="Danny", password=PASSWORD)

    pages = [Client().get(f"/agency/invitation/{token}/") for token in (used, "never-was", "x" * 43)]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_the_same_address_waits_once() -> None:
    north = agency()
    invited(north)

    with pytest.raises(AlreadyInvited):
        invite_member(by=SYSTEM, email="DANNY@example.org", agency=north, role=Role.ANALYST)


def test_who_works_here_is_not_invited() -> None:
    north = agency()
    rosa = works("Rosa", north)

    with pytest.raises(AlreadyMember):
        invite_member(by=SYSTEM, email=rosa.user.email, agency=north, role=Role.ANALYST)


def test_inviting_does_not_tell_whether_an_address_is_known_elsewhere() -> None:
    rosa = works("Rosa", agency("Ties South"))
    ada = signed_in(works("Ada", agency(), Role.ADMINISTRATOR))

    known = ada.post("/agency/members/invite/", {"email": rosa.user.email, "role": Role.ANALYST})
    unknown = ada.post("/agency/members/invite/", {"email": "nobody@example.org", "role": Role.ANALYST})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url) == (302, "/agency/members/")


def test_only_an_administrator_of_the_agency_invites() -> None:
    north, south = agency(), agency("Ties South")
    rosa, ada = works("Rosa", north), works("Ada", south, Role.ADMINISTRATOR)

    for member in (rosa, ada):
        with pytest.raises(NotPermitted):
            invite_member(by=actor_for(member.user), email="danny@example.org", agency=north, role=Role.ANALYST)
    assert signed_in(rosa).get("/agency/members/invite/").status_code == 404


def test_nobody_is_invited_into_another_agencys_team() -> None:
    north, south = agency(), agency("Ties South")

    with pytest.raises(NotVisible):
        invite_member(by=SYSTEM, email="danny@example.org", agency=north, role=Role.ANALYST, teams=[team(south)])


def test_a_link_alone_never_sets_a_password_on_a_known_account() -> None:
    rosa = works("Rosa", agency("Ties South"))
    token = invited(agency(), rosa.user.email)

    response = Client().post(f"/agency/invitation/{token}/", {"name": "Mallory", "password": "stolen words here 1"})

    rosa.user.refresh_from_db()
    assert response.url.startswith("/account/sign-in/?next=")
    assert rosa.user.check_password(PASSWORD)


def test_who_has_left_one_agency_joins_another_with_the_same_account() -> None:
    rosa = works("Rosa", agency("Ties South"))
    Member.objects.filter(pk=rosa.pk).update(left_at=now())
    token = invited(agency(), rosa.user.email, Role.ANALYST)
    browser = Client()
    page = f"/agency/invitation/{token}/"

    browser.post(browser.get(page).url, {"login": rosa.user.email, "password": PASSWORD, "next": page})
    browser.post("/account/code/", {"code": code_for(secret_of(rosa.user))})
    shown = browser.get(page)
    browser.post(page)

    assert "Join Ties North?" in shown.text
    assert (actor_for(rosa.user).role, browser.get("/agency/away/").status_code) == (Role.ANALYST, 200)


def test_an_account_works_at_one_agency_at_a_time() -> None:
    rosa = works("Rosa", agency("Ties South"))
    token = invited(agency(), rosa.user.email)

    page = signed_in(rosa).post(f"/agency/invitation/{token}/")

    assert page.status_code == 409
    assert Invitation.objects.get().accepted_at is None


def test_another_persons_link_opens_nothing() -> None:
    north = agency()
    works("Rosa", north)
    mal = signed_in(works("Mal", agency("Ties South")))
    token = invited(agency("Ties East"), "rosa@example.org")

    assert mal.get(f"/agency/invitation/{token}/").status_code == 404


@pytest.mark.parametrize("password", ["short", "password1234", "danny@example.org", "123456789012345"])
def test_weak_passwords_are_refused(password: str) -> None:
    token = invited(agency())

    page = Client().post(f"/agency/invitation/{token}/", {"name": "Danny Thorn", "password": password})

    assert page.status_code == 200
    assert User.objects.count() == 0


def test_the_action_too_never_lets_a_link_alone_into_a_known_account() -> None:
    rosa, mal = works("Rosa", agency("Ties South")), works("Mal", agency("Ties East"))
    Member.objects.filter(pk=rosa.pk).update(left_at=now())
    token = invited(agency(), rosa.user.email)

    with pytest.raises(InvitationEnded):
        accept_invitation(token=token, name="Mallory", password="stolen words here 1")
    with pytest.raises(InvitationEnded):
        accept_invitation(token=token, user=mal.user)
    assert Member.objects.filter(left_at__isnull=True).get() == mal


def test_of_two_presses_at_once_one_joins() -> None:
    invited(agency())
    seen_by_both = Invitation.objects.select_related("agency").get()
    danny, other = (
        User.objects.create_user("danny@example.org", name="Danny"),
        User.objects.create_user("o@example.org", name="O"),
    )

    _join(seen_by_both, danny)
    with pytest.raises(InvitationEnded):
        _join(seen_by_both, other)

    assert Member.objects.get().user == danny
