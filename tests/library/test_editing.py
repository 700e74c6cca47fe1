"""Editors' work: who may do it, history, stale forms, twins, reviews, collections, lists and imports."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

from kinkeeper.agencies.types import Role
from kinkeeper.foundation import search
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.errors import NotPermitted, NotVisible, StaleVersion
from kinkeeper.ledger.models import Entry
from kinkeeper.library.actions import (
    add_collection,
    add_resource,
    edit_resource,
    forget_held,
    import_references,
    keep_in_list,
    make_list,
    mark_checked,
    put_on_shelf,
    review_resource,
)
from kinkeeper.library.errors import BadEntry, TitleTaken
from kinkeeper.library.models import HeldFile, Resource, Review, Shelf
from kinkeeper.library.queries import draft_from, editions_of, lists_of, resource_by
from kinkeeper.library.types import Draft, Kind, Usefulness
from tests.library.shelves import book, editor
from tests.signing import agency, run_jobs, signed_in, works
from tests.worlds import agency as plain_agency
from tests.worlds import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def edith() -> Client:
    return signed_in(works("Edith", agency("Ties East"), Role.COORDINATOR))


def form(**fields: Any) -> dict[str, Any]:
    return {"title": "A new book", "kind": "book", "version": "", **fields}


def test_an_entry_is_added_found_and_written_down(edith: Client) -> None:
    answer = edith.post(
        "/library/add/", form(title="Letters home", authors="Doe, Jane\nNIACRO", audiences=["carers"], year="1999")
    )

    resource = Resource.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/library/{resource.reference}/")
    assert (resource.authors, resource.year, resource.version) == (["Doe, Jane", "NIACRO"], 1999, 1)
    assert Entry.objects.filter(action="add_resource").count() == 1
    run_jobs()
    assert [hit.key for hit in search.search("letters home").hits] == [resource.reference]


def test_the_form_says_what_to_mend_and_loses_nothing(edith: Client) -> None:
    bad = form(title="Bears", isbn="123", url="javascript:alert(1)", doi="x", year="3000", description="Kept words")

    words = edith.post("/library/add/", bad).content.decode()

    assert Resource.objects.count() == 0
    for said in ("not a valid ISBN", "beginning with https://", "A DOI begins with 10.", "Kept words"):
        assert said in words


def test_a_twin_is_shown_before_it_is_made(edith: Client) -> None:
    twin = book("Letters home", year=1999)

    first = edith.post("/library/add/", form(title="LETTERS home!", year="1999"))
    second = edith.post("/library/add/", form(title="LETTERS home!", year="1999", anyway="on"))

    assert f'href="/library/{twin.reference}/"' in first.content.decode()
    assert (second.status_code, Resource.objects.count()) == (302, 2)


def test_two_editors_at_once_lose_nothing(edith: Client) -> None:
    resource = book("Letters home")
    edit_resource(by=SYSTEM, resource=resource, seen=1, draft=Draft(title="Letters home", kind=Kind.BOOK, publisher="Theirs"))

    answer = edith.post(f"/library/{resource.reference}/edit/", form(title="Letters home", version="1", cost="Mine"))

    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in words
    assert 'value="Mine"' in words
    assert 'name="version" value="2"' in words
    assert resource_by(resource.reference).cost == ""
    assert (
        edith.post(f"/library/{resource.reference}/edit/", form(title="Letters home", version="2", cost="Mine")).status_code
        == 302
    )


def test_every_edit_can_be_read_in_the_history(edith: Client) -> None:
    resource = book("Letters home", stages=("prison",))
    edith.post(
        f"/library/{resource.reference}/edit/",
        form(title="Letters home", version="1", stages=["prison", "release"], publisher="NIACRO", note="found the publisher"),
    )

    newest, oldest = editions_of(resource_by(resource.reference))

    assert [(it.field, it.before, it.after) for it in newest.differences] == [
        ("publisher", "", "NIACRO"),
        ("stages", "prison", "prison; release"),
    ]
    assert (newest.edition.note, newest.edition.number, oldest.differences) == ("found the publisher", 2, ())
    assert "found the publisher" in edith.get(f"/library/{resource.reference}/history/").content.decode()


def test_bad_entries_and_stale_versions_are_refused_by_the_actions() -> None:
    resource = book("Letters home")

    with pytest.raises(BadEntry) as bad:
        add_resource(by=SYSTEM, draft=Draft(title=" ", kind="nonsense", audiences=("everybody",), year=99_999))
    with pytest.raises(StaleVersion):
        mark_checked(by=SYSTEM, resource=resource, seen=7)

    assert bad.value.wrong == [
        "there is no title",
        "“nonsense” is not a kind of resource",
        "the year is not a year",
        "“everybody” is not a word for audience",
    ]


EDITORS_PAGES = [
    "add/",
    "import/",
    "desk/",
    "collections/add/",
    "{r}/edit/",
    "{r}/history/",
    "{r}/remove/",
    "{r}/upload/",
    "{r}/collection/",
]
EDITORS_FORMS = [
    "{r}/check/",
    "{r}/remove/",
    "collections/{s}/remove/",
    "collections/{s}/edit/",
    "desk/reviews/{v}/",
    "collections/{s}/take-off/{r}/",
]


@pytest.mark.parametrize("role", [Role.LINK_WORKER, Role.FAMILY_OFFICER, Role.ANALYST, None])
def test_only_editors_get_to_editors_pages(role: Role | None) -> None:
    resource = book("Letters home")
    shelf = add_collection(by=SYSTEM, title="First days")
    rosa = member("Rosa", plain_agency("Ties West"))
    review = review_resource(by=rosa, resource=resource, usefulness=Usefulness.VERY, words="Good.")
    client = Client() if role is None else signed_in(works("Ned", agency("Ties South"), role))
    names = {"r": resource.reference, "s": shelf.reference, "v": review.reference}

    seen = {client.get(f"/library/{path.format(**names)}").status_code for path in EDITORS_PAGES}
    sent = {
        client.post(f"/library/{path.format(**names)}", {"version": 1, "show": "yes"}).status_code for path in EDITORS_FORMS
    }

    assert seen == sent == ({302} if role is None else {403})
    assert (Resource.objects.get().version, Review.objects.get().state, Shelf.objects.count()) == (1, "waiting", 1)


def test_every_address_of_the_library_is_public_or_guarded() -> None:
    """A new address must be put on one of the lists here, and so be thought about."""
    names = {
        it.name for pattern in get_resolver().url_patterns if str(pattern.pattern) == "library/" for it in pattern.url_patterns
    }
    public = {
        *(
            "show-library",
            "find-resources",
            "show-new",
            "rss",
            "oai",
            "list-collections",
            "show-collection",
            "print-collection",
        ),
        *("download-collection", "show-resource", "print-resource", "download-reference", "download-file"),
    }
    own = {
        "show-lists",
        "show-list",
        "print-list",
        "download-list",
        "remove-list",
        "take-resource",
        "keep-resource",
        "review-resource",
    }
    editors = {"add-collection", "edit-collection", "remove-collection", "take-off-collection", "show-desk", "decide-review",
               "import-references", "add-resource", "remove-file", "edit-resource", "show-history", "check-resource",
               "remove-resource", "upload-file", "choose-collection"}  # fmt: skip
    assert names == public | own | editors


def test_a_review_is_shown_once_an_editor_has_read_it(edith: Client) -> None:
    resource = book("Letters home")
    ned = signed_in(works("Ned", agency("Ties South")))
    sent = {"usefulness": "very", "used_with": "Two brothers", "words": "They <b>asked</b> for it again."}
    ned.post(f"/library/{resource.reference}/review/", sent)
    before = Client().get(f"/library/{resource.reference}/").content.decode()
    waiting = Review.objects.get()
    desk = edith.get("/library/desk/").content.decode()
    edith.post(f"/library/desk/reviews/{waiting.reference}/", {"show": "yes"})
    again = edith.post(f"/library/desk/reviews/{waiting.reference}/", {"show": "no"})
    after = Client().get(f"/library/{resource.reference}/").content.decode()

    assert "asked" not in before
    assert "by Ned" in desk
    assert "They &lt;b&gt;asked&lt;/b&gt; for it again." in after
    assert "Ned" not in after
    assert again.status_code == 404


def test_lists_are_seen_by_their_owner_alone() -> None:
    resource = book("Letters home")
    ned, ann = (signed_in(works(name, agency(f"Ties of {name}"))) for name in ("Ned", "Ann"))
    ned.post(f"/library/{resource.reference}/keep/", {"title": "For Tuesday"})
    shelf = Shelf.objects.get()

    mine = [ned.get(f"/library/lists/{shelf.reference}/{part}").status_code for part in ("", "print/", "references.ris")]
    hers = [ann.get(f"/library/lists/{shelf.reference}/{part}").status_code for part in ("", "print/", "references.ris")]
    hers += [
        ann.post(f"/library/lists/{shelf.reference}/{part}").status_code for part in ("remove/", f"take/{resource.reference}/")
    ]
    as_collection = [Client().get(f"/library/collections/{shelf.reference}/{part}").status_code for part in ("", "print/")]

    assert mine == [200] * 3
    assert hers == [404] * 5
    assert as_collection == [404] * 2
    assert shelf.places.count() == 1
    search.rebuild()
    assert search.search("Tuesday").total == 0


def test_another_persons_list_is_closed_in_the_actions_too() -> None:
    resource = book("Letters home")
    ned, ann = (member(name, plain_agency(f"Ties of {name}")) for name in ("Ned", "Ann"))
    shelf = make_list(by=ned, title="Mine")

    with pytest.raises(NotVisible):
        keep_in_list(by=ann, shelf=shelf, resource=resource)
    with pytest.raises(NotPermitted):
        put_on_shelf(by=ann, shelf=shelf, resource=resource)
    assert [lists_of(ned)[0].title, lists_of(ann)] == ["Mine", []]


def test_collections_are_made_filled_hidden_and_removed(edith: Client) -> None:
    resource = book("Letters home")
    made = edith.post("/library/collections/add/", {"title": "First days", "description": "To begin", "is_open": ""})
    shelf = Shelf.objects.get()
    edith.post(f"/library/{resource.reference}/collection/", {"collection": shelf.reference})
    hidden = [Client().get(f"/library/collections/{shelf.reference}/").status_code, edith.get(made["Location"]).status_code]
    taken = edith.post("/library/collections/add/", {"title": "First days"}).content.decode()
    edith.post(f"/library/collections/{shelf.reference}/edit/", {"title": "First days", "version": 1, "is_open": "on"})
    shown = Client().get(f"/library/collections/{shelf.reference}/").content.decode()
    edith.post(f"/library/collections/{shelf.reference}/take-off/{resource.reference}/")
    edith.post(f"/library/collections/{shelf.reference}/remove/")

    assert hidden == [404, 200]
    assert "Choose another" in taken
    assert "Letters home" in shown
    assert (Shelf.objects.count(), Resource.objects.count()) == (0, 1)


def test_two_collections_cannot_have_one_title() -> None:
    add_collection(by=SYSTEM, title="First days")
    with pytest.raises(TitleTaken):
        add_collection(by=SYSTEM, title="First days")


def references(number: int, bad: int) -> bytes:
    """A RIS file with so many references, of which so many are bad, and one twin."""
    records = [f"TY  - BOOK\nTI  - Book number {it}\nPY  - {1950 + it % 60}\nER  - \n" for it in range(number - bad - 1)]
    records += ["TY  - BOOK\nTI  - Book number 3\nPY  - 1953\nER  - \n"]
    records += [f"TY  - BOOK\nAU  - Nobody {it}\nER  - \n" for it in range(bad)]
    return "".join(records).encode()


def test_a_file_is_looked_at_first_and_then_its_good_part_is_taken(edith: Client) -> None:
    sent = SimpleUploadedFile("books.ris", references(300, 37))
    looked = edith.post("/library/import/", {"file": sent}).content.decode()
    untouched = Resource.objects.count()
    held = HeldFile.objects.get().reference
    taken = edith.post("/library/import/", {"held": held}).content.decode()
    again = edith.post("/library/import/", {"held": held})

    assert "262 references are new and good. Nothing has been taken yet." in looked
    assert looked.count("there is no title") == 37
    assert untouched == 0
    assert "262 references were taken" in taken
    assert (Resource.objects.count(), HeldFile.objects.count(), again.status_code) == (262, 0, 404)


def test_importing_twice_takes_nothing_twice() -> None:
    data = json.dumps([{"title": "Bears", "type": "book", "issued": {"date-parts": [[1999]]}}]).encode()

    first = import_references(by=SYSTEM, data=data, dry_run=False)
    second = import_references(by=SYSTEM, data=data, dry_run=False)

    assert (first.added, second.added, [title for _n, title, _twin in second.twins]) == (("Bears",), (), ["Bears"])
    assert [draft_from(it).kind for it in Resource.objects.prefetch_related("marks")] == [Kind.BOOK]


def test_a_file_that_is_no_references_says_so(edith: Client) -> None:
    words = edith.post("/library/import/", {"file": SimpleUploadedFile("x.ris", b"PK\x03\x04 zip")}).content.decode()

    assert "neither RIS, BibTeX nor CSL-JSON" in words
    assert HeldFile.objects.count() == 0


def test_files_nobody_took_are_forgotten(settings: Any) -> None:
    from datetime import timedelta

    from kinkeeper.foundation.clock import clock_reading, now
    from kinkeeper.library.actions import hold_references

    nora: Actor = editor("Nora")
    hold_references(by=nora, name="a.ris", data=references(3, 0))

    assert forget_held() == 0
    with clock_reading(now() + timedelta(hours=25)):
        assert forget_held() == 1
