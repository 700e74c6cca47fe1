"""What a family member reads of somebody else: their own child's first name; where a parent is, who agreed to it."""

from __future__ import annotations

from typing import Any

import pytest

from kinkeeper.foundation.actors import SYSTEM, Actor, ActorKind
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.ledger.models import Entry
from kinkeeper.people import actions as people
from kinkeeper.people.types import IdentityView, Known, ParentalResponsibility, Tie
from kinkeeper.sharing import queries
from kinkeeper.sharing.actions import disclose, disclose_many, name_my_children, restrict
from kinkeeper.sharing.types import Purpose, RestrictionKind, Word
from tests.worlds import Household, household

pytestmark = pytest.mark.django_db

OWN = Purpose.OWN_RECORD
DETAILS = frozenset({Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_DETAILS})


@pytest.fixture
def home() -> Household:
    home = household()
    people.tie_people(
        by=SYSTEM, person=home.rosa, relative=home.ivy, tie=Tie.MOTHER, parental_responsibility=ParentalResponsibility.YES
    )
    return home


def as_family(person: int) -> Actor:
    return Actor(kind=ActorKind.FAMILY, reference="ROSA-0001", person_id=person)


def test_a_parent_reads_a_first_name_and_nothing_else(home: Household) -> None:
    view = disclose(by=as_family(home.rosa), purpose=OWN, about=[home.ivy], action="name_my_children")[home.ivy]

    identity = view.part(Category.IDENTITY, IdentityView)
    assert identity is not None
    assert (identity.name, identity.born_about is None) == ("Ivy", False)
    assert set(view.shown) <= {Category.IDENTITY}
    assert set(view.permits) == {Category.EXISTENCE, Category.IDENTITY}


def test_it_goes_through_the_one_door(home: Household) -> None:
    assert name_my_children(by=as_family(home.rosa)) == {home.ivy: "Ivy"}

    entry = Entry.objects.get(action="name_my_children")
    assert [(line.rule, entry.purpose) for line in entry.lines.all()] == [("name-ones-own-children", "own_record")]


@pytest.mark.parametrize("why", ["not known", "order", "closed", "grown up"])
def test_without_responsibility_or_against_an_order_the_child_does_not_exist(home: Household, why: str) -> None:
    reader = home.danny if why == "not known" else home.rosa
    if why == "order":
        restrict(by=SYSTEM, person=home.ivy, kind=RestrictionKind.COURT_ORDER, reason="Order", reader=home.rosa)
    if why == "closed":
        restrict(by=SYSTEM, person=home.ivy, kind=RestrictionKind.CLOSED_RECORD, reason="Moved away")
    if why == "grown up":
        people.name_person(by=SYSTEM, person=home.ivy, given_name="Ivy", family_name="Thorn", age=30)

    with pytest.raises(NotVisible):
        disclose(by=as_family(reader), purpose=OWN, about=[home.ivy], action="name_my_children")
    assert name_my_children(by=as_family(reader)) == {}
    assert home.ivy not in queries.scope(as_family(reader), OWN, Category.IDENTITY)


def test_scope_and_decision_agree_for_families(home: Household) -> None:
    for person in home.everyone:
        by = as_family(person)
        for purpose in Purpose:
            for category in Category:
                decided = {other for other in home.everyone if queries.may_see(by, purpose, category, other)}
                assert set(queries.scope(by, purpose, category)) == decided, (person, purpose, category)


@pytest.fixture
def agreed(home: Household, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Danny agreed that Rosa and Ivy may be told where he is."""
    word = [Word(person_id=home.danny, reference="K7QF-29MD", categories=DETAILS)]
    monkeypatch.setattr(queries, "_words_for", [lambda reader: word if reader in {home.rosa, home.ivy} else []])


@pytest.mark.usefixtures("agreed")
def test_who_agreed_is_read_of_and_by_nobody_else(home: Household) -> None:
    people.name_person(by=SYSTEM, person=home.rosa, given_name="Rosa", family_name="Thorn", age=34)
    stranger = people.add_person(by=SYSTEM).pk

    view = disclose(by=as_family(home.rosa), purpose=OWN, about=[home.danny], action="open_own_pack")[home.danny]

    assert set(view.permits) == set(DETAILS)
    assert view.permits[Category.CUSTODY_DETAILS].basis == "K7QF-29MD"
    assert disclose_many(by=as_family(stranger), purpose=OWN, about=[home.danny], action="open_own_pack") == {}


@pytest.mark.usefixtures("agreed")
def test_a_child_who_was_not_told_is_not_told_by_it(home: Household) -> None:
    def may(category: Category) -> bool:
        return bool(queries.may_see(as_family(home.ivy), OWN, category, home.danny))

    before = may(Category.CUSTODY_DETAILS)
    people.note_told(by=SYSTEM, person=home.ivy, known=Known.PRISON)

    assert (before, may(Category.CUSTODY_DETAILS)) == (False, True)


@pytest.mark.usefixtures("agreed")
def test_an_order_against_the_reader_overrides_the_word(home: Household) -> None:
    restrict(by=SYSTEM, person=home.danny, kind=RestrictionKind.COURT_ORDER, reason="Order", reader=home.rosa)

    assert not queries.may_see(as_family(home.rosa), OWN, Category.CUSTODY_DETAILS, home.danny)
