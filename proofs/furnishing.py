"""What stands in the world of the proofs beside the families' stories: consents, letters, requests, and the open wing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from pypdf import PdfWriter

from kinkeeper.agencies.actions import invite_member, make_invitation_link, record_leave
from kinkeeper.agencies.models import Agency, Agreement, Invitation, Leave, Member, Team
from kinkeeper.agencies.types import Role
from kinkeeper.custody.models import Prison
from kinkeeper.directory.actions import load_region, report_problem
from kinkeeper.directory.actions.freshness import link_of
from kinkeeper.directory.models import (
    Helpline,
    Organisation,
    Proposal,
    Report,
    Service,
    ServiceAtLocation,
    StillRight,
    Taxonomy,
    Term,
)
from kinkeeper.directory.queries import draft_of
from kinkeeper.directory.rules import plain
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.foundation.jobs import run_job
from kinkeeper.foundation.references import new_reference
from kinkeeper.intake.actions import deliver
from kinkeeper.intake.models import Feed, Refused
from kinkeeper.intake.types import Line
from kinkeeper.library import actions as library
from kinkeeper.library.models import Review
from kinkeeper.library.types import Draft, Usefulness
from kinkeeper.offers.actions import arrange_asking, save_draft
from kinkeeper.offers.models import Asking, Attempt, PermissionGiven, SafetyCheck, ServiceMove
from kinkeeper.people import actions as people
from kinkeeper.people.models import Person, PossibleMatch
from kinkeeper.people.types import ParentalResponsibility, Tie
from kinkeeper.portal.actions.asking import Said, release_bundle, say
from kinkeeper.portal.actions.coming_in import make_access_code
from kinkeeper.portal.actions.everything import bundle_of, gather
from kinkeeper.portal.types import RequestKind
from kinkeeper.sharing.actions import (
    answer_match,
    break_the_glass,
    give_bases,
    give_consent,
    object_to_consent,
    restrict,
    withdraw_consent,
)
from kinkeeper.sharing.types import BasisKind, ConsentWay, NewBasis, NewConsent, Purpose, RestrictionKind
from kinkeeper.web.models import Page

if TYPE_CHECKING:
    from kinkeeper.sharing.models import Consent
    from proofs.world import _Builder

REASON = "A worry that could not wait until morning."
_FROM_NOWHERE = (  # an event from a prison that nobody has imported
    b'{"eventType": "prison-offender-events.prisoner.received", "version": 1, "occurredAt": "2026-11-20T13:00:00+00:00",'
    b'"additionalInformation": {"nomsNumber": "Q0001QQ", "prisonId": "XZZ", "reason": "ADMISSION"}}'
)


def _pdf() -> bytes:
    written, sheet = BytesIO(), PdfWriter()
    sheet.add_blank_page(width=200, height=200)
    sheet.write(written)
    return written.getvalue()


_PDF = _pdf()


def reference_of(person_id: int) -> str:
    """The reference of a person."""
    return person(person_id).reference


def person(person_id: int) -> Person:
    """The row of a person."""
    return Person.objects.get(pk=person_id)


def worry_of(asking: str) -> str:
    """The reference of the worry raised at an asking."""
    return SafetyCheck.objects.get(asking=Asking.objects.get(reference=asking)).reference


def attempt_of(offer: str) -> str:
    """The reference of the first try of an offer; a made-up one where nobody tried."""
    found = Attempt.objects.filter(offer__reference=offer).order_by("pk").first()
    return found.reference if found else new_reference()


def permission_of(offer: str) -> str:
    """The reference of what the parent permitted for an offer."""
    return PermissionGiven.objects.get(offer__reference=offer).reference


def move_of(offer: str) -> str:
    """The reference of the proposal that another service go on with a family."""
    return ServiceMove.objects.get(offer__reference=offer).reference


def invented(kind: str) -> str:
    """What stands in an address for a record of that kind that never was."""
    if kind.startswith("oruk"):
        return "00000000-0000-4000-8000-000000000000"
    if kind in {"token", "link"}:
        return "0" * 43
    return {"prison": "XQQ", "slug": "steps/never-was", "number": "99", "feed_receipt": "ZZZZ-ZZZZ"}.get(kind, "ZZZZ-ZZZZ")


def families(build: _Builder) -> None:
    """Who may agree for whom, what was agreed with whom, and an opened record."""
    for state in ("own", "other"):
        home = build.homes[state]
        worker, child = build.actor("nadia" if state == "own" else "ruth"), home.children[0]
        people.name_person(by=SYSTEM, person=child, given_name="Child", family_name=state.title(), age=9)
        people.name_person(by=SYSTEM, person=home.contact, given_name="Carer", family_name=state.title(), age=36)
        for adult, tie in ((home.contact, Tie.MOTHER), (home.held, Tie.FATHER)):
            _answers_for(adult, child, tie)
        school, prison = build.agencies["school"].pk, build.agencies["alderfen" if state == "own" else "saltmarsh"].pk
        parts = {Category.IDENTITY, Category.SUPPORT, Category.EDUCATION}
        told = _agrees(build, worker, child, home.contact, {school}, Purpose.SUPPORT_EDUCATION, parts)
        build.keep("consent", state, told.reference)
        release = {Category.IDENTITY, Category.CUSTODY_FACT, Category.CUSTODY_DETAILS}
        _agrees(build, worker, child, home.contact, {prison, worker.agency_id or 0}, Purpose.PLAN_RELEASE, release)
        health = {Category.IDENTITY, Category.SUPPORT, Category.HEALTH}
        nurse = {build.agencies["health"].pk, worker.agency_id or 0}
        disputed = _agrees(build, worker, child, home.contact, nurse, Purpose.SUPPORT_HEALTH, health)
        quarrel = object_to_consent(by=worker, consent=disputed, seen=disputed.version, objector=home.held, words="No.")
        build.keep("disagreement", state, quarrel.reference)
        ended = _agrees(build, worker, home.contact, home.contact, {worker.agency_id or 0}, Purpose.COORDINATE_NETWORK, parts)
        withdraw_consent(by=worker, consent=ended, seen=ended.version)
    build.keep("consent", "withdrawn", ended.reference)
    social = build.agencies["children"].pk
    contact = {Category.IDENTITY, Category.CONTACT, Category.KIN}
    _agrees(build, build.actor("nadia"), build.homes["own"].children[0], build.homes["own"].contact,
            {social}, Purpose.ARRANGE_CONTACT, contact)  # fmt: skip
    for state, opener, opened in (("own", "sol", "later"), ("other", "ravi", "other")):
        contact_there = build.homes[opened].contact
        glass = break_the_glass(
            by=build.actor(opener), asked_for=reference_of(contact_there), person=contact_there, reason=REASON
        )
        build.keep("glass", state, glass.reference)
    sol = build.actor("sol")
    worry = NewBasis(
        person_id=build.homes["later"].contact, agency_id=social, kind=BasisKind.SAFEGUARDING, purpose=Purpose.SAFEGUARD,
        categories=frozenset({Category.EXISTENCE, Category.IDENTITY, Category.KIN}), reason=REASON, decided_by=sol.reference,
        review_on=(now() + timedelta(days=3)).date(),
    )  # fmt: skip
    build.keep("basis", "own", give_bases(by=sol, bases=[worry])[0].reference)
    barred = replace(worry, person_id=build.homes["declined"].contact)
    build.keep("basis", "other", give_bases(by=sol, bases=[barred])[0].reference)
    restrict(
        by=SYSTEM, person=barred.person_id, kind=RestrictionKind.COURT_ORDER, reason="An order of the court.", agency=social
    )


def matches(build: _Builder) -> None:
    """Two who may be one, waiting for an answer, at each prison; and two of whom somebody said that they are."""
    pairs = (
        ("match", "own", "due", "worry"),
        ("match", "other", "due-other", "worry-other"),
        ("joined", "own", "refused", "released"),
    )
    for kind, state, one, another in pairs:
        pair = sorted((build.homes[one].held, build.homes[another].held))
        people.offer_match(by=SYSTEM, one=pair[0], other=pair[1])
        found = PossibleMatch.objects.get(first_id=pair[0], second_id=pair[1])
        build.keep(kind, state, found.reference)
        if kind == "joined":
            answer_match(by=SYSTEM, reference=found.reference, same=True)


def _answers_for(adult: int, child: int, tie: Tie) -> None:
    people.tie_people(by=SYSTEM, person=adult, relative=child, tie=tie, parental_responsibility=ParentalResponsibility.YES)


def _agrees(
    build: _Builder, by: Actor, child: int, giver: int, agencies: set[int], purpose: Purpose, parts: set[Category]
) -> Consent:
    return give_consent(
        by=by,
        new=NewConsent(
            person_id=child,
            given_by_id=giver,
            agencies=frozenset(agencies),
            purpose=purpose,
            categories=frozenset(parts),
            way=ConsentWay.PAPER,
            ends_at=now() + timedelta(days=20),
            heard_at=now(),
            scan=_PDF,
            scan_type="application/pdf",
        ),
    )


def letters(build: _Builder) -> dict[str, str]:
    """Codes of letters for four family members of two families: key of the persona, code."""
    own, other = build.homes["own"], build.homes["other"]
    wanted = {
        "carer": ("nadia", own.contact),
        "young": ("nadia", own.children[0]),
        "parent": ("tom", own.held),
        "carer-other": ("ruth", other.contact),
    }
    people.name_person(by=SYSTEM, person=own.held, given_name="Parent", family_name="Own", age=33)
    return {key: make_access_code(by=build.actor(by), person=person).code for key, (by, person) in wanted.items()}


def work(build: _Builder, feed: Feed) -> None:
    """What waits at the agencies: requests, invitations, days away, refused lines."""
    for state, worker, lead in (("own", "nadia", "petra"), ("other", "ruth", "")):
        person = build.homes[state].contact
        asked = say(by=build.actor(worker), person=person, said=Said(RequestKind.MESSAGE, "Please ring me on Monday."))
        build.keep("request", state, asked.reference)
        whole = say(by=build.actor(worker), person=person, said=Said(RequestKind.EVERYTHING, "All of it."))
        build.keep("whole", state, whole.reference)
        if lead:
            by = build.actor(lead)
            parts = gather(by=by, request=whole)
            release_bundle(by=by, request=whole, seen=whole.version, bundle=bundle_of(whole, parts, left_out=()),
                           left_out=0, lasts=timedelta(days=30), answer="Here it is.")  # fmt: skip
            paper = say(by=build.actor(worker), person=person, said=Said(RequestKind.WHO_KNOWS, "On paper."))
            build.keep("who_knows", state, paper.reference)
            waiting = say(by=build.actor(worker), person=person, said=Said(RequestKind.EVERYTHING, "Again."))
            build.keep("request_whole", state, waiting.reference)
    receipt, _outcome = deliver(feed=feed, lines=[Line(1, _FROM_NOWHERE)])
    build.keep("receipt", "own", receipt.reference)
    build.keep("refused", "own", Refused.objects.get().reference)
    begun = Asking.objects.get(reference=build.homes["due"].asking)
    you = {"given_name": "Dan", "family_name": "Due", "known_as": "", "birth_date": "1991-02-03"}
    save_draft(by=build.actor("tom"), asking=begun, body={"health": {}, "you": you})
    build.keep("asking", "due", begun.reference)  # an interview begun, whose draft is its writer's alone
    _agencies(build)


def _agencies(build: _Builder) -> None:
    for state, at, member in (("own", "links", "pete"), ("other", "bridges", "ruth")):
        agency: Agency = build.agencies[at]
        build.keep("member", state, build.members[member].reference)
        build.keep("team", state, Team.objects.filter(agency=agency).order_by("pk")[0].reference)
        invited = Invitation.objects.create(
            agency=agency, email=f"new.{at}@example.org", role=Role.LINK_WORKER.value, invited_by="system"
        )
        build.keep("token", state, make_invitation_link(invitation=invited).rstrip("/").rsplit("/", 1)[1])
        build.keep("invitation", state, invited.reference)
    induction = Agreement.objects.get(title__contains="asking at induction")
    probation = Team.objects.get(agency=build.agencies["probation"])
    arrange_asking(by=build.actor("bea"), prison=Prison.objects.get(code="XAF"), team=probation, agreement=induction)
    build.keep("arranged", "own", probation.reference)
    invite_member(by=build.actor("joan"), email="second@example.org", agency=build.agencies["links"], role=Role.LINK_WORKER)
    pete = Member.objects.get(pk=build.members["pete"].pk)
    first = (now() + timedelta(days=7)).date()
    record_leave(by=build.actor("pete"), member=pete, first_day=first, last_day=first)
    build.keep("leave", "own", Leave.objects.get().reference)


def open_wing(build: _Builder) -> None:
    """The public side: directory, library, pages. It knows no family, and must say the same in every world."""
    load_region(by=SYSTEM)
    run_job.call(name="site.load_pages", arguments={})
    by = build.actor("cora")
    with clock_reading(now()):
        resource = library.add_resource(by=by, draft=Draft(title="A visit to the seaside", year=2020))
    build.keep("resource", "own", resource.reference)
    build.keep("resource_file", "own", library.keep_file(by=by, resource=resource, name="a.pdf", data=_PDF).reference)
    shelf = library.add_collection(by=by, title="For the holidays")
    library.put_on_shelf(by=by, shelf=shelf, resource=resource)
    build.keep("collection", "own", shelf.reference)
    mine = library.make_list(by=build.actor("nadia"), title="Mine")
    library.keep_in_list(by=build.actor("nadia"), shelf=mine, resource=resource)
    build.keep("list", "own", mine.reference)
    library.review_resource(by=build.actor("nadia"), resource=resource, usefulness=Usefulness.VERY, words="Good.")
    build.keep("review", "own", Review.objects.get().reference)
    service = Service.objects.order_by("pk")[0]
    build.keep("entry", "own", service.reference)
    report_problem(by=by, service=service, kind="phone", words="Nobody answers.")
    build.keep("report", "own", Report.objects.get().reference)
    proposal = Proposal.objects.create(
        service=service, seen=service.version, wanted=plain(draft_of(service)), note="A new number", proposed_by=by.reference
    )
    build.keep("proposal", "own", proposal.reference)
    letter = StillRight.objects.create(service=service, sent_to="owner@example.org", sent_at=now())
    build.keep("link", "own", link_of(letter))
    for kind, public in (("service", Service), ("organization", Organisation), ("taxonomy", Taxonomy), ("term", Term)):
        build.keep(f"oruk_{kind}", "own", str(public.objects.order_by("pk")[0].uuid))
    build.keep("oruk_at", "own", str(ServiceAtLocation.objects.order_by("pk")[0].uuid))
    build.keep("prison", "own", "XAF")
    for kind, model in (("site_page", Page), ("helpline", Helpline)):
        build.keep(kind, "own", model.objects.order_by("pk")[0].reference)
    build.keep("slug", "own", Page.objects.exclude(slug="home").order_by("pk")[0].slug)
