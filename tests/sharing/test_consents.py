"""Consent as people live it: given, narrowed, renewed, taken back, quarrelled over, grown out of. Effective at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kinkeeper.agencies.models import Agency
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import SYSTEM, Actor, ActorKind
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.foundation.errors import NotPermitted, NotVisible, StaleVersion
from kinkeeper.ledger.models import Entry
from kinkeeper.people import actions as people
from kinkeeper.people.types import ParentalResponsibility, Tie
from kinkeeper.sharing import actions
from kinkeeper.sharing.errors import AlreadyEnded, BasisNotAllowed
from kinkeeper.sharing.models import Consent
from kinkeeper.sharing.queries import consents as queries
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.rules import policy, who_would_see
from kinkeeper.sharing.types import (
    BasisKind,
    ConsentEnd,
    ConsentWay,
    DisagreementOutcome,
    NewConsent,
    Purpose,
    Relation,
)
from tests.worlds import Household, agency, household, member, pass_to

pytestmark = pytest.mark.django_db

SCHOOL = Purpose.SUPPORT_EDUCATION
PARTS = frozenset({Category.IDENTITY, Category.SUPPORT, Category.EDUCATION})


class Home:
    """Rosa has parental responsibility for Ivy, and so has Danny; Nadia supports them; Joan leads at Hill School."""

    def __init__(self) -> None:
        self.links = agency("Family Links")
        self.school = agency("Hill School", AgencyKind.SCHOOL)
        self.nadia = member("Nadia", self.links)
        self.lead = member("Lena", self.links, Role.TEAM_LEAD)
        self.joan = member("Joan", self.school, Role.SCHOOL_LEAD)
        self.people: Household = household()
        for adult, tie in ((self.people.rosa, Tie.MOTHER), (self.people.danny, Tie.FATHER)):
            people.tie_people(
                by=SYSTEM,
                person=adult,
                relative=self.people.ivy,
                tie=tie,
                parental_responsibility=ParentalResponsibility.YES,
            )
        pass_to(self.links, *self.people.everyone)

    def as_family(self, person: int) -> Actor:
        return Actor(kind=ActorKind.FAMILY, reference="ROSA-0001", person_id=person)

    def word(self, **changes: Any) -> NewConsent:
        """Rosa agrees that the school may see some of Ivy's record."""
        said: dict[str, Any] = {
            "person_id": self.people.ivy,
            "given_by_id": self.people.rosa,
            "agencies": frozenset({self.school.pk}),
            "purpose": SCHOOL,
            "categories": PARTS,
            "way": ConsentWay.VOICE,
        }
        return NewConsent(**{**said, **changes})

    def joan_sees(self, category: Category = Category.EDUCATION) -> bool:
        return bool(may_see(self.joan, SCHOOL, category, self.people.ivy))


@pytest.fixture
def home() -> Home:
    return Home()


def ends(consent: Consent) -> str:
    consent.refresh_from_db()
    return consent.ended_because


def test_what_a_parent_agrees_to_holds_at_once_for_that_agency_and_those_parts(home: Home) -> None:
    before = home.joan_sees()

    consent = actions.give_consent(by=home.nadia, new=home.word())

    assert (before, home.joan_sees(), home.joan_sees(Category.WELLBEING)) == (False, True, False)
    assert (consent.heard_by, consent.way) == (home.nadia.reference, "voice")
    assert Entry.objects.filter(action="give_consent", actor=home.nadia.reference).count() == 1


def test_taken_back_it_ends_with_the_next_question(home: Home) -> None:
    consent = actions.give_consent(by=home.as_family(home.people.rosa), new=home.word(way=ConsentWay.PORTAL))

    actions.withdraw_consent(by=home.as_family(home.people.rosa), consent=consent, seen=1)

    assert (home.joan_sees(), ends(consent)) == (False, ConsentEnd.WITHDRAWN)
    with pytest.raises(AlreadyEnded):
        actions.withdraw_consent(by=home.nadia, consent=consent, seen=2)


def test_it_ends_by_itself_on_its_day(home: Home) -> None:
    actions.give_consent(by=home.nadia, new=home.word(ends_at=now() + timedelta(days=30)))

    with clock_reading(now() + timedelta(days=31)):
        assert home.joan_sees() is False


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"agencies": frozenset()}, "no_agency"),
        ({"categories": frozenset({Category.EXISTENCE})}, "nothing_to_share"),
        ({"categories": frozenset({Category.CUSTODY_FACT})}, "category_not_in_purpose"),
        ({"ends_at": datetime(2020, 1, 1, tzinfo=UTC)}, "end_is_past"),
    ],
)
def test_a_word_that_says_nothing_or_too_much_is_refused(home: Home, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(BasisNotAllowed) as refusal:
        actions.give_consent(by=home.nadia, new=home.word(**changes))

    assert refusal.value.reason == reason


def test_unknown_parental_responsibility_cannot_agree_for_a_child(home: Home) -> None:
    nan = people.add_person(by=SYSTEM).pk
    people.tie_people(by=SYSTEM, person=nan, relative=home.people.ivy, tie=Tie.GRANDPARENT, cares_for=True)

    with pytest.raises(NotPermitted, match="responsibility_not_known"):
        actions.give_consent(by=home.nadia, new=home.word(given_by_id=nan))


def test_nobody_agrees_for_another_adult_or_in_another_s_name(home: Home) -> None:
    people.name_person(by=SYSTEM, person=home.people.danny, given_name="Danny", family_name="Thorn", age=36)

    with pytest.raises(NotPermitted, match="grown_up"):
        actions.give_consent(by=home.nadia, new=home.word(person_id=home.people.danny))
    with pytest.raises(NotPermitted, match="not_yours"):
        actions.give_consent(by=home.as_family(home.people.danny), new=home.word())


@pytest.mark.parametrize(
    ("jurisdiction", "age", "understands", "may"),
    [
        ("scotland", 12, None, True),
        ("scotland", 11, None, False),
        ("scotland", 13, False, False),  # a worker saw that they do not
        ("scotland", 11, True, True),
        ("england_and_wales", 15, None, False),
        ("england_and_wales", 15, True, True),
    ],
)
def test_a_young_person_agrees_for_themselves(
    home: Home, settings: Any, jurisdiction: str, age: int, understands: bool | None, may: bool
) -> None:
    settings.JURISDICTION = jurisdiction
    people.name_person(by=SYSTEM, person=home.people.ivy, given_name="Ivy", family_name="Thorn", age=age)
    own = home.word(given_by_id=home.people.ivy, understands=understands, understanding="She told me what it means.")

    if may:
        assert actions.give_consent(by=home.nadia, new=own).age == age
    else:
        with pytest.raises(NotPermitted, match="understanding_not_recorded"):
            actions.give_consent(by=home.nadia, new=own)


def test_what_a_worker_saw_once_counts_in_the_portal(home: Home) -> None:
    ivy = home.as_family(home.people.ivy)
    own = home.word(given_by_id=home.people.ivy)
    with pytest.raises(NotPermitted):
        actions.give_consent(by=ivy, new=home.word(given_by_id=home.people.ivy, way=ConsentWay.PORTAL, understands=True))
    actions.give_consent(by=home.nadia, new=NewConsent(**{**_fields(own), "understands": True}))

    again = actions.give_consent(by=ivy, new=NewConsent(**{**_fields(own), "way": ConsentWay.PORTAL}))

    assert again.heard_by == ""


def _fields(new: NewConsent) -> dict[str, Any]:
    return {name: getattr(new, name) for name in NewConsent.__slots__}


def test_narrowed_it_holds_for_less_and_never_for_more(home: Home) -> None:
    consent = actions.give_consent(by=home.nadia, new=home.word())
    less = home.word(categories=frozenset({Category.IDENTITY}))

    narrower = actions.narrow_consent(by=home.nadia, consent=consent, seen=1, narrower=less)

    assert (home.joan_sees(), home.joan_sees(Category.IDENTITY), ends(consent)) == (False, True, ConsentEnd.NARROWED)
    for wider in (
        home.word(),
        home.word(categories=frozenset({Category.IDENTITY}), agencies=frozenset({home.school.pk, home.links.pk})),
        home.word(categories=frozenset({Category.IDENTITY}), purpose=Purpose.SUPPORT_HEALTH),
    ):
        with pytest.raises(BasisNotAllowed, match="wider_than_before"):
            actions.narrow_consent(by=home.nadia, consent=narrower, seen=1, narrower=wider)


def test_renewed_it_holds_until_the_new_day(home: Home) -> None:
    consent = actions.give_consent(by=home.nadia, new=home.word(ends_at=now() + timedelta(days=10)))
    later = now() + timedelta(days=20)

    with clock_reading(later):
        ran_out = home.joan_sees()
        with pytest.raises(BasisNotAllowed, match="not_the_same"):
            actions.renew_consent(by=home.nadia, consent=consent, seen=1, new=home.word(given_by_id=home.people.danny))
        actions.renew_consent(by=home.nadia, consent=consent, seen=1, new=home.word(ends_at=later + timedelta(days=90)))
        assert (ran_out, home.joan_sees(), ends(consent)) == (False, True, ConsentEnd.RENEWED)


def test_another_parents_no_ends_it_and_a_named_person_decides(home: Home) -> None:
    consent = actions.give_consent(by=home.nadia, new=home.word(agencies=frozenset({home.school.pk, home.links.pk})))

    disagreement = actions.object_to_consent(
        by=home.as_family(home.people.danny), consent=consent, seen=1, objector=home.people.danny, words="I was not asked"
    )

    assert (home.joan_sees(), ends(consent)) == (False, ConsentEnd.DISAGREED)
    assert list(queries.open_disagreements(home.lead)) == [disagreement]
    with pytest.raises(BasisNotAllowed, match="disagreement_open"):
        actions.give_consent(by=home.nadia, new=home.word())
    with pytest.raises(NotPermitted):
        actions.decide_disagreement(
            by=home.nadia, disagreement=disagreement, outcome=DisagreementOutcome.RESTORED, why="Both agreed on the telephone."
        )
    with pytest.raises(BasisNotAllowed, match="say_why"):
        actions.decide_disagreement(by=home.lead, disagreement=disagreement, outcome=DisagreementOutcome.RESTORED, why=" ")
    actions.decide_disagreement(
        by=home.lead, disagreement=disagreement, outcome=DisagreementOutcome.RESTORED, why="Both agreed on the telephone."
    )
    assert home.joan_sees() is True


def test_what_ran_out_while_two_disagreed_is_not_restored_and_can_still_be_decided(home: Home) -> None:
    people.name_person(by=SYSTEM, person=home.people.ivy, given_name="Ivy", family_name="Thorn", birth_date=date(2009, 3, 2))
    with clock_reading(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        consent = actions.give_consent(by=home.nadia, new=home.word(agencies=frozenset({home.school.pk, home.links.pk})))
        disagreement = actions.object_to_consent(by=home.nadia, consent=consent, seen=1, objector=home.people.danny)

    with clock_reading(datetime(2027, 3, 3, 12, tzinfo=UTC)):
        with pytest.raises(BasisNotAllowed, match="no_longer_holds"):
            actions.decide_disagreement(
                by=home.lead, disagreement=disagreement, outcome=DisagreementOutcome.RESTORED, why="Both agreed."
            )
        actions.decide_disagreement(
            by=home.lead, disagreement=disagreement, outcome=DisagreementOutcome.STAYS_ENDED, why="Ivy decides now."
        )
        assert home.joan_sees() is False


def test_decided_to_stay_ended_only_the_one_who_objected_may_agree(home: Home) -> None:
    consent = actions.give_consent(by=home.nadia, new=home.word(agencies=frozenset({home.school.pk, home.links.pk})))
    disagreement = actions.object_to_consent(by=home.nadia, consent=consent, seen=1, objector=home.people.danny)
    actions.decide_disagreement(
        by=home.lead, disagreement=disagreement, outcome=DisagreementOutcome.STAYS_ENDED, why="Ivy is upset about it."
    )

    with pytest.raises(BasisNotAllowed, match="decided_against"):
        actions.give_consent(by=home.nadia, new=home.word())
    actions.give_consent(by=home.nadia, new=home.word(given_by_id=home.people.danny))

    assert home.joan_sees() is True


def test_a_stranger_cannot_object(home: Home) -> None:
    consent = actions.give_consent(by=home.nadia, new=home.word())
    stranger = people.add_person(by=SYSTEM).pk

    with pytest.raises(NotPermitted, match="responsibility_not_known"):
        actions.object_to_consent(by=home.nadia, consent=consent, seen=1, objector=stranger)


def test_the_child_may_end_what_a_parent_agreed_to(home: Home) -> None:
    consent = actions.give_consent(by=home.nadia, new=home.word())

    actions.withdraw_consent(by=home.as_family(home.people.ivy), consent=consent, seen=1)

    assert home.joan_sees() is False


def test_at_eighteen_a_parents_word_ends_and_the_young_person_is_asked(home: Home) -> None:
    people.name_person(by=SYSTEM, person=home.people.ivy, given_name="Ivy", family_name="Thorn", birth_date=date(2009, 3, 2))
    morning = datetime(2027, 3, 1, 12, tzinfo=UTC)
    with clock_reading(morning):
        consent = actions.give_consent(by=home.nadia, new=home.word(agencies=frozenset({home.school.pk, home.links.pk})))
        assert (consent.ends_at, home.joan_sees()) == (datetime(2027, 3, 2, tzinfo=UTC), True)

    with clock_reading(datetime(2027, 3, 2, 0, 1, tzinfo=UTC)):
        assert home.joan_sees() is False
        assert (actions.end_childhood_consents(), actions.end_childhood_consents()) == (1, 0)
        assert (ends(consent), list(queries.to_ask_anew(home.lead))) == (ConsentEnd.GROWN_UP, [consent])
        actions.note_asked_anew(by=home.nadia, consent=consent)
        assert list(queries.to_ask_anew(home.lead)) == []


def test_what_is_agreed_after_an_earlier_word_does_not_undo_its_taking_back(home: Home) -> None:
    shown = actions.give_consent(by=home.nadia, new=home.word()).version
    before = Consent.objects.get()
    actions.withdraw_consent(by=home.as_family(home.people.rosa), consent=before, seen=shown)

    with pytest.raises(StaleVersion):
        actions.agree_after(by=home.nadia, before=Consent.objects.get(), seen=shown, new=home.word())
    assert home.joan_sees() is False

    actions.agree_after(by=home.nadia, before=Consent.objects.get(), seen=before.version, new=home.word())
    assert home.joan_sees() is True


def test_a_birthday_learned_later_ends_it_too(home: Home) -> None:
    consent = actions.give_consent(by=home.nadia, new=home.word())
    people.name_person(by=SYSTEM, person=home.people.ivy, given_name="Ivy", family_name="Thorn", birth_date=date(2000, 1, 1))

    actions.end_childhood_consents()

    assert (home.joan_sees(), ends(consent)) == (False, ConsentEnd.GROWN_UP)


def test_when_the_carer_changes_their_word_ends(home: Home) -> None:
    mine = actions.give_consent(by=home.nadia, new=home.word())
    his = actions.give_consent(by=home.nadia, new=home.word(given_by_id=home.people.danny, purpose=Purpose.COORDINATE_NETWORK))

    assert actions.change_carer(by=home.nadia, child=home.people.ivy, former=home.people.rosa) == 1

    assert (ends(mine), ends(his)) == (ConsentEnd.CARER_CHANGED, "")


def test_what_is_shown_before_anyone_agrees_is_what_is_then_seen(home: Home) -> None:
    said = queries.who_at([home.school.pk], SCHOOL, PARTS)
    actions.give_consent(by=home.nadia, new=home.word())

    assert [(line.agency, line.role, line.how_many) for line in said] == [("Hill School", "school_lead", 1)]
    assert set(said[0].categories) == {category for category in Category if home.joan_sees(category)} - {Category.EXISTENCE}


@pytest.mark.parametrize("purpose", list(Purpose))
def test_who_would_see_agrees_with_the_table_everywhere(purpose: Purpose) -> None:
    wanted = policy().purposes[purpose]
    said = {(sight.role, category) for sight in who_would_see(purpose, wanted) for category in sight.categories}
    table = {
        (role, category)
        for (role, relation, about, category, basis) in policy().permits
        if about is purpose and basis is BasisKind.CONSENT and relation is not Relation.KIN
    }

    assert said == table


def test_somebody_elses_consent_does_not_exist(home: Home) -> None:
    consent = actions.give_consent(by=home.nadia, new=home.word())
    stranger = Actor(kind=ActorKind.FAMILY, reference="NOBODY", person_id=people.add_person(by=SYSTEM).pk)
    other = member("Olga", agency("Elsewhere", AgencyKind.FAMILY_SERVICE))

    for reader in (stranger, other, home.joan):  # staff read what was agreed beside the person they opened, never by itself
        with pytest.raises(NotVisible):
            queries.consent_for(reader, consent.reference)
        with pytest.raises(NotVisible):
            queries.consent_for(reader, "K7QF-29MD")


def test_an_agency_keeps_working_when_it_has_other_grounds(home: Home) -> None:
    consent = actions.give_consent(
        by=home.nadia,
        new=home.word(agencies=frozenset({home.links.pk}), purpose=Purpose.OFFER_SUPPORT, categories=frozenset(
            {Category.IDENTITY})),
    )  # fmt: skip

    actions.withdraw_consent(by=home.nadia, consent=consent, seen=1)

    assert bool(may_see(home.nadia, Purpose.OFFER_SUPPORT, Category.IDENTITY, home.people.ivy)) is True
    assert Agency.objects.count() == 2
