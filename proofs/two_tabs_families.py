"""Of the actions that take a version, those on what families agree to and ask for."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from kinkeeper.agencies.models import Member
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Versioned
from kinkeeper.people import actions as people
from kinkeeper.people.types import ParentalResponsibility, RouteKind, Safety, Tie
from kinkeeper.portal.actions.agreeing import agree_again as say_again
from kinkeeper.portal.actions.agreeing import take_back as take_it_back
from kinkeeper.portal.actions.asking import Said
from kinkeeper.portal.actions.asking import answer_request as answer_it
from kinkeeper.portal.actions.asking import release_bundle as release_it
from kinkeeper.portal.actions.asking import say as say_it
from kinkeeper.portal.actions.erasing import erase_who_asked as erase_them
from kinkeeper.portal.types import RequestKind, RequestState
from kinkeeper.sharing import actions as sharing
from kinkeeper.sharing.models import Basis, Consent
from kinkeeper.sharing.types import BasisKind, ConsentWay, NewConsent, Purpose
from proofs.lives_places import Places
from tests.worlds import pass_to

Do = Callable[[int], object]


def words(chance: random.Random) -> str:
    """Some words that nobody else writes."""
    return f"As it was said at {chance.randrange(10**9):,}"


def a_consent(places: Places) -> tuple[Consent, int, int]:
    """Rosa agreed for Maya; Lantern was passed both, and so its workers may take her word."""
    rosa, maya = (person.pk for person in people.add_people(by=SYSTEM, count=2))
    people.name_person(by=SYSTEM, person=rosa, given_name="Rosa", age=34)
    people.name_person(by=SYSTEM, person=maya, given_name="Maya", age=8)
    people.tie_people(by=SYSTEM, person=rosa, relative=maya, tie=Tie.MOTHER, parental_responsibility=ParentalResponsibility.YES)
    harbour = Member.objects.get(user=places.offers.zoe).agency
    pass_to(harbour, rosa, maya)
    new = _new(rosa, maya, places.school.pk)
    return sharing.give_consent(by=places.staff["zoe"], new=new), rosa, maya


def _new(rosa: int, maya: int, agency: int, way: ConsentWay = ConsentWay.VOICE) -> NewConsent:
    from kinkeeper.sharing.queries.consents import categories_to_ask

    return NewConsent(
        person_id=maya, given_by_id=rosa, agencies=frozenset({agency}), purpose=Purpose.SUPPORT_EDUCATION,
        categories=frozenset(categories_to_ask(Purpose.SUPPORT_EDUCATION)), way=way,
    )  # fmt: skip


def withdraw_consent(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    consent, _, _ = a_consent(places)
    return consent, lambda seen: sharing.withdraw_consent(by=places.staff["zoe"], consent=consent, seen=seen)


def narrow_consent(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    consent, rosa, maya = a_consent(places)
    new = _new(rosa, maya, places.school.pk)
    return consent, lambda seen: sharing.narrow_consent(by=places.staff["zoe"], consent=consent, seen=seen, narrower=new)


def renew_consent(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    consent, rosa, maya = a_consent(places)
    new = replace(_new(rosa, maya, places.school.pk), ends_at=now() + timedelta(days=chance.randrange(1, 99)))
    return consent, lambda seen: sharing.renew_consent(by=places.staff["zoe"], consent=consent, seen=seen, new=new)


def agree_again(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    """In the place of what holds; beside it; or anew, when the carer changed."""
    zoe = places.staff["zoe"]
    consent, rosa, maya = a_consent(places)
    if chance.random() < 0.3:
        sharing.change_carer(by=zoe, child=maya, former=rosa)
        consent.refresh_from_db()
    new, replaces = _new(rosa, maya, places.school.pk), chance.random() < 0.5
    return consent, lambda seen: say_again(by=zoe, before=consent, seen=seen, replaces=replaces, new=new)


def take_back(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    consent, _, _ = a_consent(places)
    return consent, lambda seen: take_it_back(by=places.staff["zoe"], consent=consent, seen=seen)


def attach_scan(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    _, rosa, maya = a_consent(places)
    zoe, scan = places.staff["zoe"], f"scan-{chance.randrange(10**9)}".encode()
    consent = sharing.give_consent(by=zoe, new=_new(rosa, maya, places.surgery.pk, ConsentWay.PAPER))
    return consent, lambda seen: sharing.attach_scan(by=zoe, consent=consent, seen=seen, scan=scan, scan_type="application/pdf")


def object_to_consent(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    consent, _, maya = a_consent(places)
    return consent, lambda seen: sharing.object_to_consent(by=places.staff["zoe"], consent=consent, seen=seen, objector=maya)


def withdraw_basis(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    _, rosa, _ = a_consent(places)
    basis = Basis.objects.get(person_id=rosa, kind=BasisKind.PUBLIC_TASK)
    return basis, lambda seen: sharing.withdraw_basis(by=SYSTEM, basis=basis, seen=seen)


def review_basis(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    basis, _ = withdraw_basis(places, chance)
    lead = replace(places.staff["zoe"], role=Role.TEAM_LEAD)
    until, why = chance.choice((None, now().date() + timedelta(days=chance.randrange(2, 99)))), words(chance)
    return basis, lambda seen: sharing.review_basis(by=lead, basis=basis, seen=seen, keep_until=until, why=why)  # type: ignore[arg-type]


def set_route_safety(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    person = people.add_person(by=SYSTEM).pk
    route = people.add_route(by=SYSTEM, person=person, kind=RouteKind.PHONE, value="01632 960123")
    times = words(chance)[:30]
    return route, lambda seen: people.set_route_safety(by=SYSTEM, route=route, seen=seen, safety=Safety.SAFE, safe_times=times)


def answer_request(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    zoe = places.staff["zoe"]
    _, rosa, _ = a_consent(places)
    request = say_it(by=zoe, person=rosa, said=Said(kind=RequestKind.MESSAGE, words="Please ring me", way=ConsentWay.VOICE))
    return request, lambda seen: answer_it(by=zoe, request=request, seen=seen, state=RequestState.DONE, answer=words(chance))


def release_bundle(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    zoe = places.staff["zoe"]
    _, rosa, _ = a_consent(places)
    request = say_it(by=zoe, person=rosa, said=Said(kind=RequestKind.EVERYTHING, words="", way=ConsentWay.VOICE))
    lead = replace(zoe, role=Role.PRIVACY_LEAD)
    return request, lambda seen: release_it(
        by=lead, request=request, seen=seen, bundle=b"{}", left_out=0, lasts=timedelta(days=9), answer=words(chance)
    )


def erase_who_asked(places: Places, chance: random.Random) -> tuple[Versioned, Do]:
    zoe = places.staff["zoe"]
    _, rosa, _ = a_consent(places)
    request = say_it(by=zoe, person=rosa, said=Said(kind=RequestKind.ERASE, words=words(chance), way=ConsentWay.VOICE))
    lead = replace(zoe, role=Role.PRIVACY_LEAD)
    return request, lambda seen: erase_them(by=lead, request=request, seen=seen)
