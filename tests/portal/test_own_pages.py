"""The offer, who knows what, asking and telling: a family's own pages, and a worker's for them."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import NotPermitted
from kinkeeper.ledger.models import Entry
from kinkeeper.offers.types import OfferState
from kinkeeper.people import actions as people
from kinkeeper.people.types import Known
from kinkeeper.portal.actions.asking import release_entry
from kinkeeper.portal.actions.coming_in import make_access_code
from kinkeeper.portal.models import FamilyRequest
from kinkeeper.portal.queries.tellings import tellings
from kinkeeper.portal.types import RequestState
from kinkeeper.sharing.actions import disclose
from kinkeeper.sharing.models import Basis
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.types import BasisKind, Purpose
from tests.portal.world import acting, build, come_in, offer_to_rosa, reference_of
from tests.signing import signed_in, works
from tests.worlds import pass_to

pytestmark = pytest.mark.django_db

SCHOOL = Purpose.SUPPORT_EDUCATION


@pytest.fixture
def world() -> Any:
    return build()


def words(page: Any) -> str:
    main = page.content.decode().split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


# The offer


@pytest.mark.parametrize(("answer", "state"), [("accepted", "accepted"), ("later", "later"), ("declined", "declined")])
def test_rosa_answers_the_offer_herself(world: Any, answer: str, state: str) -> None:
    offer = offer_to_rosa(world)
    client = come_in(world, world.rosa)
    address = f"/my/help/{offer.reference}/"
    assert "Would you like some help?" in words(client.get("/my/home/"))

    for _twice in range(2):
        assert client.post(address, {"form_key": "k" * 24, "answer": answer}).status_code == 302

    offer.refresh_from_db()
    assert (offer.state, Entry.objects.filter(action="answer_own_offer").count()) == (state, 1)
    consents = Basis.objects.filter(kind=BasisKind.CONSENT, given_by_id=world.rosa, withdrawn_at__isnull=True).count()
    assert consents == (2 if answer == "accepted" else 0)  # for herself, and for Ivy


def test_a_worker_reads_that_they_answered_by_themselves(world: Any) -> None:
    offer = offer_to_rosa(world)
    come_in(world, world.rosa).post(f"/my/help/{offer.reference}/", {"form_key": "k" * 24, "answer": "accepted"})

    page = signed_in(world.amara).get(f"/families/{offer.reference}/")

    assert "they answered by themselves" in words(page)


@pytest.mark.parametrize("state", [OfferState.DO_NOT_CONTACT, OfferState.RETRACTED, OfferState.PERMITTED])
def test_a_stopped_offer_does_not_exist(world: Any, state: OfferState) -> None:
    offer = offer_to_rosa(world, state)
    client = come_in(world, world.rosa)

    assert [client.get(f"/my/{page}/{offer.reference}/").status_code for page in ("help", "pages")] == [404, 404]
    assert "help?" not in words(client.get("/my/home/"))


def test_the_pack_is_theirs_to_read(world: Any) -> None:
    offer = offer_to_rosa(world)

    page = come_in(world, world.rosa).get(f"/my/pages/{offer.reference}/")

    assert (page.status_code, "Northgate" in page.content.decode(), page["Cache-Control"]) == (200, True, "no-store")
    assert "<title>Kinkeeper</title>" in page.content.decode()
    lines = Entry.objects.get(action="open_own_pack").lines
    assert set(lines.values_list("rule", flat=True)) == {"own-record", "name-ones-own-children", "told-by-the-parent"}


def test_another_familys_offer_does_not_exist(world: Any) -> None:
    offer = offer_to_rosa(world)
    stranger = come_in(world, world.danny)

    for path in ("help", "pages"):
        hidden, nothing = (stranger.get(f"/my/{path}/{ref}/") for ref in (offer.reference, "K7QF-29MD"))
        assert (hidden.status_code, hidden.content) == (nothing.status_code, nothing.content)


# Who knows what


def look(world: Any, member: Any, purpose: Purpose, person: int) -> None:
    disclose(by=acting(member), purpose=purpose, about=[person], action="view_call_sheet")


def test_rosa_reads_who_was_told_what_in_words(world: Any) -> None:
    look(world, world.amara, Purpose.OFFER_SUPPORT, world.rosa)
    look(world, world.amara, Purpose.OFFER_SUPPORT, world.rosa)

    text = words(come_in(world, world.rosa).get("/my/who/"))

    for said in (
        "Lantern – the people who help families",
        "name and age",
        "where you live and how to reach you",
        "to help your family",
        "it is their work to help families",
        "2 times that day",
    ):
        assert said in text
    for code in ("link_worker", "offer_support", "whereabouts", "public_task", "custody"):
        assert code not in text


def keep_safe(world: Any, person: int) -> None:
    """Grace looks at somebody's record to keep a child safe."""
    pass_to(world.council, person)
    Basis.objects.create(
        person_id=person,
        agency=world.council,
        kind=BasisKind.LEGAL_DUTY,
        purpose=Purpose.SAFEGUARD,
        categories=3,
        law="Children Act 1989, section 47",
    )
    look(world, world.grace, Purpose.SAFEGUARD, person)


def test_whoever_is_in_is_shown_who_knows_what_and_need_not_ask(world: Any) -> None:
    answer = come_in(world, world.rosa).get("/my/write/who_knows/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/my/who/")


@pytest.mark.parametrize("address", ["/my/who/", "/my/agreed/", "/my/asked/", "/my/write/message/", "/my/way/"])
def test_every_page_of_theirs_has_a_way_back_to_the_first(world: Any, address: str) -> None:
    client = come_in(world, world.rosa)
    back = '<a class="govuk-back-link" href="/my/home/">My page</a>'
    assert (back in client.get(address).content.decode(), back in client.get("/my/home/").content.decode()) == (True, False)


def test_what_would_warn_somebody_stays_unseen_until_a_named_person_releases_it(world: Any) -> None:
    keep_safe(world, world.rosa)
    rosa = come_in(world, world.rosa)
    before = words(rosa.get("/my/who/"))

    grace = signed_in(world.grace)
    address = f"/person/{reference_of(world.rosa)}/releases/"
    number = Entry.objects.get(purpose="safeguard").pk
    entry = re.findall(r'name="entry" value="([^"]+)"', grace.get(address).content.decode())[-1]
    assert entry != str(number)  # a number would tell how much is looked at in between
    assert grace.post(address, {"entry": entry, "reason": ""}).status_code == 200
    unreleased = words(rosa.get("/my/who/"))
    assert grace.post(address, {"entry": entry, "reason": "The inquiry is over, and she is safe."}).status_code == 302

    assert ["Eastmere" in text for text in (before, unreleased, words(rosa.get("/my/who/")))] == [False, False, True]
    assert signed_in(world.amara).get(address).status_code == 403


def test_nobody_releases_another_agencys_entries(world: Any) -> None:
    keep_safe(world, world.rosa)
    look(world, world.amara, Purpose.OFFER_SUPPORT, world.rosa)
    other = Entry.objects.filter(agency=world.service.reference, outcome="served").latest("pk").pk

    answer = signed_in(world.grace).post(f"/person/{reference_of(world.rosa)}/releases/", {"entry": other, "reason": "Why not"})

    assert answer.status_code == 404


def test_a_child_who_was_not_told_meets_nothing_that_tells(world: Any) -> None:
    """A prison, a probation officer and visits looked at Ivy's record: she reads of none of it."""
    people.name_person(by=SYSTEM, person=world.ivy, given_name="Ivy", family_name="Thorn", age=13)
    world.north.teams.create(name="Front")

    imani = works("Imani", world.north, Role.FAMILY_OFFICER, world.north.teams.get())
    pass_to(world.north, world.ivy, purpose=Purpose.OFFER_SUPPORT)
    pass_to(world.north, world.ivy, purpose=Purpose.ARRANGE_CONTACT)
    look(world, imani, Purpose.OFFER_SUPPORT, world.ivy)
    look(world, imani, Purpose.ARRANGE_CONTACT, world.ivy)
    offer = offer_to_rosa(world)
    come_in(world, world.rosa).post(f"/my/help/{offer.reference}/", {"form_key": "k" * 24, "answer": "accepted"})
    ivy = come_in(world, world.ivy)

    untold = [
        words(ivy.get(path)) for path in ("/my/home/", "/my/who/", "/my/agreed/", "/my/agreed/new/", "/my/write/message/")
    ]
    with pytest.raises(NotPermitted, match="child_not_told"):
        make_access_code(by=acting(imani), person=world.ivy)
    people.note_told(by=SYSTEM, person=world.ivy, known=Known.PRISON)
    told = words(ivy.get("/my/who/"))

    for text in untold:
        for word in ("Northgate", "prison", "family officer", "seeing and talking", "away", "refused", "coming home"):
            assert word not in text, word
    assert "Lantern" in untold[2]  # what Rosa agreed to for her, less what would tell
    assert ("Northgate prison" in told, "seeing and talking" in told) == (True, True)


def test_who_knows_what_asks_as_much_of_the_database_for_one_as_for_thirty(world: Any) -> None:
    reference = reference_of(world.rosa)

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert tellings(reference, world.rosa, knows=True)
        return len(asked)

    look(world, world.amara, Purpose.OFFER_SUPPORT, world.rosa)
    one = questions()
    for _again in range(29):
        look(world, world.amara, Purpose.OFFER_SUPPORT, world.rosa)

    assert (questions(), one <= 6) == (one, True)


# Agreeing


def test_a_young_person_is_told_first_who_will_read_it(world: Any) -> None:
    text = words(come_in(world, world.ivy).get("/my/write/message/"))

    assert text.index("Who will read this") < text.index("In your own words")
    assert "Amara, the people who help families" in text
    assert "Nobody in your family can read it here" in text


def test_what_was_written_is_read_by_the_service_alone_and_answered(world: Any) -> None:
    ivy = come_in(world, world.ivy)
    for _twice in range(2):
        ivy.post("/my/write/message/", {"form_key": "m" * 24, "words": "Can I talk to somebody?"})
    found = FamilyRequest.objects.get()
    assert b"talk" not in bytes(found.words)

    amara = signed_in(world.amara)
    page = amara.get(f"/requests/{found.reference}/")
    assert signed_in(world.grace).get(f"/requests/{found.reference}/").status_code == 404
    amara.post(f"/requests/{found.reference}/", {"version": found.version, "state": "done", "answer": "Yes, on Friday."})

    assert "Can I talk to somebody?" in words(page)
    assert "Yes, on Friday." in words(ivy.get("/my/asked/"))


def test_everything_held_is_checked_by_a_person_before_it_leaves(world: Any) -> None:
    rosa = come_in(world, world.rosa)
    look(world, world.amara, Purpose.OFFER_SUPPORT, world.rosa)
    rosa.post("/my/write/everything/", {"form_key": "e" * 24, "words": ""})
    found = FamilyRequest.objects.get()
    assert signed_in(world.amara).get(f"/requests/{found.reference}/").status_code == 404
    assert rosa.get(f"/my/asked/{found.reference}/record.json").status_code == 404

    petra = signed_in(world.petra)
    page = petra.get(f"/requests/{found.reference}/")
    assert ("01632 960123" in words(page), "Rosa" in words(page)) == (True, True)
    refused = petra.post(f"/requests/{found.reference}/", {"version": found.version, "left_out": "whereabouts-0"})
    assert refused.status_code == 200  # every piece must have been read
    petra.post(
        f"/requests/{found.reference}/",
        {"version": found.version, "left_out": "whereabouts-0", "checked": "on", "answer": "One part is about Danny."},
    )

    record = json.loads(rosa.get(f"/my/asked/{found.reference}/record.json").content)
    assert (record["reference"], record["parts_left_out_to_protect_others"]) == (reference_of(world.rosa), 1)
    assert "960123" not in json.dumps(record)
    assert [line["who"] for line in record["who_was_told"]][:1] == ["Lantern"]
    pdf = rosa.get(f"/my/asked/{found.reference}/record.pdf")
    text = "".join(leaf.extract_text() for leaf in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    assert ("Rosa" in text, "Lantern" in text, pdf["Cache-Control"]) == (True, True, "no-store")
    found.refresh_from_db()
    assert (found.state, b"Rosa" in bytes(found.bundle)) == (RequestState.DONE, False)
    assert not may_see(acting(world.petra), Purpose.OWN_RECORD, Category.EXISTENCE, world.rosa)


def test_erasure_is_decided_by_a_person_and_a_no_says_why(world: Any) -> None:
    rosa = come_in(world, world.rosa)
    rosa.post("/my/write/erase/", {"form_key": "d" * 24, "words": "Please."})
    found = FamilyRequest.objects.get()
    petra = signed_in(world.petra)
    address = f"/requests/{found.reference}/"

    assert petra.post(address, {"version": 1, "state": "refused", "answer": ""}).status_code == 200
    petra.post(address, {"version": 1, "state": "refused", "answer": "The law makes us keep two things."})

    assert "The law makes us keep two things." in words(rosa.get("/my/asked/"))


@pytest.mark.parametrize("kind", ["message", "put_right", "everything", "erase", "feedback"])
def test_a_worker_can_do_it_all_on_the_telephone(world: Any, kind: str) -> None:
    amara = signed_in(world.amara)
    address = f"/person/{reference_of(world.rosa)}/say/{kind}/"
    assert amara.get(address).status_code == 200

    amara.post(address, {"form_key": "t" * 24, "words": "She said so.", "way": "voice"})

    found = FamilyRequest.objects.get()
    assert (found.kind, found.way, found.heard_by) == (kind, "voice", world.amara.user.reference)


def test_release_needs_a_reason(world: Any) -> None:
    keep_safe(world, world.rosa)
    with pytest.raises(NotPermitted):
        release_entry(by=acting(world.grace), person=world.rosa, entry=Entry.objects.latest("pk").pk, reason=" ")


@pytest.mark.parametrize(
    "path",
    ["", "code/", "agree/", "carer/", "releases/", "say/message/", "agreed/K7QF-29MD/", "agree/K7QF-29MD/support_education/"],
)
def test_somebody_elses_person_does_not_exist(world: Any, path: str) -> None:
    joan = signed_in(world.joan)

    hidden = joan.get(f"/person/{reference_of(world.rosa)}/{path}")
    nothing = joan.get(f"/person/K7QF-29MD/{path}")

    def body(page: Any) -> str:
        return re.sub(r'value="[^"]*"', "", page.content.decode())

    assert (hidden.status_code, body(hidden)) == (404, body(nothing))


def test_the_form_for_agreeing_on_paper_prints(world: Any) -> None:
    page = signed_in(world.amara).get("/agreeing/form/")

    assert "Signed, and the day" in words(page)
