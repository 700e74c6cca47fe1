"""Reviews of what is not a family's own choice, and reminders: to whoever is responsible, once, naming nobody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail

from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading, now, today
from kinkeeper.foundation.errors import NotPermitted, NotVisible
from kinkeeper.sharing import actions
from kinkeeper.sharing.errors import BasisNotAllowed
from kinkeeper.sharing.models import Basis, Reminder
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.queries.reviews import basis_to_review, needs_me
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, NewInvolvement, Purpose
from tests.sharing.test_consents import Home
from tests.signing import run_jobs
from tests.worlds import agency, household, member

pytestmark = pytest.mark.django_db


def in_days(number: int) -> date:
    return today(settings.TIME_ZONE) + timedelta(days=number)


class Council:
    """Grace decided that the council looks at Ivy's record; Gus is a colleague in health; Petra and Tom lead."""

    def __init__(self, *, review_in: int = 5) -> None:
        at = agency("Eastmere children’s services", AgencyKind.CHILDRENS_SERVICES)
        self.grace = member("Grace", at, Role.POLICE_OFFICER)
        self.gus = member("Gus", at, Role.HEALTH_WORKER)
        self.petra = member("Petra", at, Role.PRIVACY_LEAD)
        self.ivy = household().ivy
        self.basis = actions.give_bases(
            by=self.grace,
            bases=[
                NewBasis(
                    person_id=self.ivy,
                    agency_id=at.pk,
                    kind=BasisKind.SAFEGUARDING,
                    purpose=Purpose.SAFEGUARD,
                    categories=frozenset({Category.EXISTENCE, Category.RISK}),
                    reason="She was alone at home.",
                    decided_by=self.grace.reference,
                    review_on=in_days(review_in),
                )
            ],
        )[0]
        actions.begin_involvements(by=self.grace, involvements=[NewInvolvement(self.ivy, at.pk, InvolvementKind.WORKS_WITH)])

    def sees(self) -> bool:
        return bool(may_see(self.grace, Purpose.SAFEGUARD, Category.RISK, self.ivy))


def test_the_named_person_is_reminded_once_for_each_day_due_and_nobody_is_named() -> None:
    council = Council()

    assert (actions.remind(), actions.remind()) == (1, 0)
    run_jobs()

    letter = mail.outbox[-1]
    assert [message.to for message in mail.outbox] == [[letter.to[0]]]
    assert letter.to[0].startswith("grace.")
    for word in ("Ivy", "Thorn", "alone", council.basis.reference):
        assert word not in letter.body + letter.subject
    actions.review_basis(by=council.grace, basis=council.basis, seen=1, keep_until=in_days(6), why="Still alone at night.")
    assert actions.remind() == 1


def test_nobody_is_reminded_of_what_is_far_away_over_or_reviewed_meanwhile() -> None:
    council = Council(review_in=8)
    assert actions.remind() == 0
    Basis.objects.update(review_on=in_days(3))
    assert actions.remind() == 1
    actions.review_basis(by=council.petra, basis=Basis.objects.get(), seen=1, keep_until=None, why="The inquiry is over.")

    run_jobs()

    assert (mail.outbox, Reminder.objects.get().letters, council.sees()) == ([], 0, False)


def test_whoever_left_is_stood_in_for_by_the_leads() -> None:
    Council()
    Basis.objects.update(decided_by="K7QF-29MD")
    actions.remind()

    run_jobs()

    assert [message.to[0].split(".")[0] for message in mail.outbox] == ["petra"]


def test_a_review_needs_a_named_person_a_reason_and_a_day_to_come() -> None:
    council = Council()
    with pytest.raises(NotPermitted):
        actions.review_basis(by=council.gus, basis=council.basis, seen=1, keep_until=None, why="Not mine to say.")
    for changes, reason in (({"why": " "}, "say_why"), ({"keep_until": in_days(0)}, "end_is_past")):
        said: dict[str, Any] = {"keep_until": in_days(30), "why": "Still needed.", **changes}
        with pytest.raises(BasisNotAllowed, match=reason):
            actions.review_basis(by=council.grace, basis=council.basis, seen=1, **said)

    actions.review_basis(by=council.petra, basis=council.basis, seen=1, keep_until=in_days(30), why="Still needed.")

    council.basis.refresh_from_db()
    assert (council.basis.decided_by, council.basis.review_on, council.sees()) == (council.petra.reference, in_days(30), True)


def test_what_waits_is_on_the_home_of_whoever_is_responsible() -> None:
    council = Council()
    other = member("Olga", agency("Westmere", AgencyKind.CHILDRENS_SERVICES), Role.PRIVACY_LEAD)

    waits = [needs_me(who).reviews for who in (council.grace, council.petra, council.gus, other)]

    assert waits == [1, 1, 0, 0]
    for stranger in (council.gus, other):
        with pytest.raises(NotVisible):
            basis_to_review(stranger, council.basis.reference)


def test_before_a_word_ends_whoever_heard_it_is_told() -> None:
    home = Home()
    actions.give_consent(by=home.nadia, new=home.word(ends_at=now() + timedelta(days=20)))
    actions.give_consent(by=home.nadia, new=home.word(ends_at=now() + timedelta(days=200)))

    assert (actions.remind(), actions.remind()) == (1, 0)
    run_jobs()

    assert [message.to[0].split(".")[0] for message in mail.outbox] == ["nadia"]
    assert "Ivy" not in mail.outbox[-1].body


# What nobody named a day for


def shared_by(kind: BasisKind, agency_id: int, person: int, **more: Any) -> Basis:
    of_kind: dict[str, Any] = {"law": "Children Act 2004, section 11"} if kind is BasisKind.LEGAL_DUTY else {}
    categories = frozenset({Category.EXISTENCE, Category.IDENTITY})
    new = NewBasis(person, agency_id, kind, Purpose.OFFER_SUPPORT, categories, **of_kind, **more)
    return actions.give_bases(by=SYSTEM, bases=[new])[0]


@pytest.mark.parametrize("kind", [BasisKind.LEGAL_DUTY, BasisKind.PUBLIC_TASK])
def test_what_rests_on_a_task_or_a_law_is_looked_at_once_a_year(kind: BasisKind, settings: Any) -> None:
    settings.REVIEW_DAYS = 365
    at = agency("Lantern")
    lena = member("Lena", at, Role.TEAM_LEAD)
    basis = shared_by(kind, at.pk, household().rosa)
    begun = basis.starts_at

    with clock_reading(begun + timedelta(days=357)):
        assert (actions.remind(), needs_me(lena).reviews) == (0, 0)
    with clock_reading(begun + timedelta(days=359)):
        assert (actions.remind(), actions.remind(), needs_me(lena).reviews) == (1, 0, 1)
        run_jobs()
        assert [letter.to[0].split(".")[0] for letter in mail.outbox] == ["lena"]
        found = basis_to_review(lena, basis.reference)
        again = today(settings.TIME_ZONE) + timedelta(days=300)
        actions.review_basis(by=lena, basis=found, seen=1, keep_until=again, why="We still see them each week.")
        assert needs_me(lena).reviews == 0
    with clock_reading(begun + timedelta(days=655)):
        assert (actions.remind(), needs_me(lena).reviews) == (1, 1)


def test_of_many_that_fall_due_at_once_an_agency_hears_once_a_day() -> None:
    at = agency("Lantern")
    member("Lena", at, Role.TEAM_LEAD)
    home = household()
    for person in home.everyone:
        begun = shared_by(BasisKind.PUBLIC_TASK, at.pk, person).starts_at

    with clock_reading(begun + timedelta(days=400)):
        assert (actions.remind(), actions.remind()) == (3, 0)
        run_jobs()

    assert len(mail.outbox) == 1
    assert Reminder.objects.count() == 3


def test_a_prison_is_not_asked_each_year_about_each_person_it_holds() -> None:
    prison = agency("Northgate", AgencyKind.PRISON)
    held = household().danny
    actions.hand_over(
        by=SYSTEM,
        arrived=[(held, prison.pk)],
        left=[],
        kind=InvolvementKind.HELD_HERE,
        purpose=Purpose.OFFER_SUPPORT,
        categories=frozenset({Category.EXISTENCE, Category.IDENTITY}),
        action="hold_and_let_go",
    )

    with clock_reading(now() + timedelta(days=4_000)):
        assert actions.remind() == 0
