"""What happens in one twin world and not in the other: a parent whom nobody expected is received in prison."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django_tasks_db.models import DBTaskResult

from kinkeeper.agencies.models import Team
from kinkeeper.agencies.queries import actor_for
from kinkeeper.custody.models import PrisonNumber
from kinkeeper.custody.types import EventKind, NewEvent, Reason, Source, Stream
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.foundation.jobs import run_job
from kinkeeper.foundation.randomness import seeded
from kinkeeper.intake.actions import actor_of_feed, take_in
from kinkeeper.intake.models import Feed
from kinkeeper.offers import actions as offers
from kinkeeper.offers.models import Asking
from kinkeeper.offers.types import (
    Adult,
    Answer,
    CardAnswers,
    CarerNow,
    Child,
    ChildOf,
    InterviewAnswers,
    PassOnFor,
    Permission,
    SafeNow,
    Self,
    TellTonight,
)  # fmt: skip
from kinkeeper.people import actions as people
from kinkeeper.people.types import Known, ParentalResponsibility, RouteKind, Safety, Tie
from kinkeeper.portal.actions.coming_in import make_access_code
from kinkeeper.sharing.actions import begin_involvements, give_bases, give_consent
from kinkeeper.sharing.types import (
    BasisKind,
    ConsentWay,
    InvolvementKind,
    NewBasis,
    NewConsent,
    NewInvolvement,
    Purpose,
)  # fmt: skip
from proofs.asking import seed_for

if TYPE_CHECKING:
    from proofs.world import World, _Builder

PARENT, GRAN, NUMBER = "Adamson", "Cathleen", "Z9999ZZ"
BORN = date(1990, 5, 4)


def live(build: _Builder) -> dict[str, str]:
    """In both worlds: Adamson, Beth and their daughter Dee, known to her school, her health visitor and a social worker.

    Adamson's number is known from years ago. Answers the codes of Beth's and Dee's letters.
    """
    adam, beth, cath, dee = (person.pk for person in people.add_people(by=SYSTEM, count=4))
    people.name_person(by=SYSTEM, person=adam, given_name=PARENT, family_name="Twin", birth_date=BORN)
    people.name_person(by=SYSTEM, person=beth, given_name="Beth", family_name="Twin", age=33)
    people.name_person(by=SYSTEM, person=cath, given_name=GRAN, family_name="Twin", age=61)
    people.name_person(by=SYSTEM, person=dee, given_name="Dee", family_name="Twin", age=10)
    people.place_person(by=SYSTEM, person=dee, address="9 Twin Row", postcode="ZZ99 2BB", school="Millbrook Primary School")
    people.add_route(by=SYSTEM, person=beth, kind=RouteKind.PHONE, value="07700 900777", safety=Safety.SAFE)
    people.note_told(by=SYSTEM, person=dee, known=Known.NOTHING)
    for adult, tie in ((adam, Tie.FATHER), (beth, Tie.MOTHER)):
        people.tie_people(by=SYSTEM, person=adult, relative=dee, tie=tie, parental_responsibility=ParentalResponsibility.YES)
    PrisonNumber.objects.create(number=NUMBER, person_id=adam)
    build.twins = {"adam": adam, "beth": beth, "cath": cath, "dee": dee}
    social = build.agencies["children"]
    for person in (beth, dee):
        _lets_in(person, social.pk)
    sol = build.actor("sol")
    for at, purpose, parts in (
        ("school", Purpose.SUPPORT_EDUCATION, {Category.IDENTITY, Category.KIN, Category.SUPPORT}),
        ("health", Purpose.SUPPORT_HEALTH, {Category.IDENTITY, Category.KIN, Category.WHEREABOUTS}),
    ):
        said = NewConsent(
            person_id=dee, given_by_id=beth, agencies=frozenset({build.agencies[at].pk}), purpose=purpose,
            categories=frozenset(parts), way=ConsentWay.VOICE, heard_at=now(), ends_at=now() + timedelta(days=9),
        )  # fmt: skip
        build.keep("consent", "twin", give_consent(by=sol, new=said).reference)
    from proofs.furnishing import reference_of

    build.keep("child", "twin", reference_of(dee))
    build.keep("person", "twin", reference_of(beth))
    return {key: make_access_code(by=sol, person=person).code for key, person in (("beth", beth), ("dee", dee))}


def _lets_in(person: int, agency: int) -> None:
    give_bases(
        by=SYSTEM,
        bases=[
            NewBasis(
                person_id=person, agency_id=agency, kind=BasisKind.CONSENT, purpose=Purpose.COORDINATE_NETWORK,
                categories=frozenset({Category.EXISTENCE, Category.IDENTITY, Category.KIN}), given_by_id=person,
            )
        ],
    )  # fmt: skip
    begin_involvements(by=SYSTEM, involvements=[NewInvolvement(person, agency, InvolvementKind.WORKS_WITH)])


def happens(here: World, *, held: bool) -> None:
    """Adamson is received at Fenmoor, names his mother, who is passed on to a family service, and Dee, who is not.

    In the other world the feed delivers something else at that moment, so that its owner sees it alive in both.
    """
    feed = Feed.objects.get(reference=here.feed)
    began = now() - timedelta(hours=5)
    events = [_received(began)] if held else []
    with clock_reading(began + timedelta(minutes=50)):
        Feed.objects.filter(pk=feed.pk).update(last_heard_at=now())
        take_in(by=actor_of_feed(feed), feed=feed, events=events)
    if not held:
        return
    asking = Asking.objects.select_related("period").get(period__number=NUMBER)
    moira = _actor(here, "moira")
    with clock_reading(began + timedelta(hours=1)):
        offers.record_first_night_card(by=moira, asking=asking, answers=_CARD, token="twin")
    asking.refresh_from_db()
    team = Team.objects.get(pk=here.staff["nadia"].teams.get().pk)
    with clock_reading(began + timedelta(hours=2)):
        [offer] = offers.conclude_interview(by=moira, asking=asking, seen=asking.version, answers=_answers(team.reference))
    with clock_reading(began + timedelta(hours=3)):
        offers.clear_and_pass_on(by=moira, offer=offer, seen=offer.version)
    _known_at_the_prison(here)
    secret = {"asking": asking.reference, "offer": offer.reference, "period": asking.period.reference, "check": offer.reference}
    here.records = {**here.records, **{kind: {**here.records[kind], "secret": found} for kind, found in secret.items()}}


def _received(began: object) -> NewEvent:
    return NewEvent(
        kind=EventKind.RECEIVED, number=NUMBER, prison="XFM", occurred_at=began, reason=Reason.ADMISSION,  # type: ignore[arg-type]
        stream=Stream.OFFENDER_EVENTS, source=Source.FEED,
    )  # fmt: skip


_CARD = CardAnswers(
    child_depends=Answer.YES,
    carer=CarerNow.FRIEND,
    safe=SafeNow.UNKNOWN,
    collected=Answer.NOT_SAID,
    tell_tonight=(TellTonight.CARER,),
)


def _answers(team: str) -> InterviewAnswers:
    gran = Adult(given_name=GRAN, family_name="Twin", tie=Tie.MOTHER, home=0, phone="07700 900778", safe_to_ring=SafeNow.SAFE)
    beth = Adult(given_name="Beth", family_name="Twin", tie=Tie.FORMER_PARTNER, home=1, phone="07700 900777")
    dee = Child("Dee", "Twin", ChildOf.SON_OR_DAUGHTER, None, 10, 1, Tie.MOTHER, "", "Millbrook Primary School", Known.NOTHING)
    yes = Permission(
        adults=(0,), children=(), team=team, purposes=(PassOnFor.RING, PassOnFor.PACK), until=now().date() + timedelta(days=90)
    )
    me = Self(given_name=PARENT, family_name="Twin", birth_date=BORN, languages="English")
    return InterviewAnswers(me=me, adults=(gran, beth), children=(dee,), permissions={0: yes, 1: Permission()})


def _known_at_the_prison(here: World) -> None:
    """The prison knows Beth and Dee as family of whom it holds, as themselves, not only by what he said of them."""
    fenmoor = here.staff["moira"].agency_id
    family = [here.twins["beth"], here.twins["dee"]]
    give_bases(
        by=SYSTEM,
        bases=[
            NewBasis(
                person_id=person, agency_id=fenmoor, kind=BasisKind.OWN_WORK, purpose=Purpose.OFFER_SUPPORT,
                categories=frozenset({Category.EXISTENCE, Category.IDENTITY, Category.KIN, Category.CUSTODY_FACT}),
            )
            for person in family
        ],
    )  # fmt: skip
    begin_involvements(
        by=SYSTEM,
        involvements=[NewInvolvement(person, fenmoor, InvolvementKind.FAMILY_OF_HELD) for person in family],
    )


def later(here: World) -> None:
    """What goes on in both worlds afterwards: people look at Dee's record, as on any other day."""
    dee = here.records["child"]["twin"]
    for persona, path in (("sol", f"/person/{dee}/"), ("sheila", f"/person/{dee}/"), ("hana", f"/person/{dee}/agree/")):
        here.personas[persona].browser().get(path)


def run_queue() -> None:
    """Carry out what waits in the queue, as a worker would; each job's chance is its own, whatever ran before it."""
    for task in DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"):
        named = task.args_kwargs["kwargs"]
        with seeded(seed_for(sorted(named.items()))):
            run_job.func(**named)


def _actor(here: World, key: str) -> Actor:
    return actor_for(here.staff[key].user)
