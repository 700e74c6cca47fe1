"""Helplines, collections and facts: written as drafts, looked at, published, gone back to, and taken off again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from kinkeeper.agencies.types import Role
from kinkeeper.directory.models import Helpline
from kinkeeper.directory.queries import live_helplines
from kinkeeper.foundation.actors import NOBODY, SYSTEM
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotPermitted, NotVisible, StaleVersion
from kinkeeper.web.models import Collection, Fact, ListDraft
from kinkeeper.web.site.actions import add_page, go_back, load_pages, publish, publish_listed, save_list_draft, take_off_list
from kinkeeper.web.site.errors import AlreadyListed
from kinkeeper.web.site.queries import all_listed, facts, latest_version, listed
from kinkeeper.web.site.types import ListKind, PageWords
from tests.signing import agency, signed_in, works

pytestmark = pytest.mark.django_db

NIGHT = {
    "name": "Night line", "phone": "0808 157 0199", "hours": "At night", "says": "For anybody.", "audience": "anyone",
    "neutral": "yes", "source": "Its own website", "place": "1", "checked_today": "yes", "version": "0",
}  # fmt: skip
SEVEN = {
    "figure": "7 of 10", "says": "wrote home", "subject": "ties", "where": "Harrowmere", "when": "2026", "kind": "share",
    "source": "Harrowmere Board", "care": "", "place": "1", "version": "0",
}  # fmt: skip
KITES = {"title": "Kites", "code": "kites", "about": "", "slugs": ["read/kites"]}


@pytest.fixture
def edith() -> Client:
    """Edith edits the site in her browser."""
    return signed_in(works("Edith", agency("Ties East"), Role.COORDINATOR))


def publish_it(browser: Client, kind: str, do: str = "publish") -> str:
    """Press a button of the preview of the one draft there is, as the page has it; answers the reference."""
    draft = ListDraft.objects.get(kind=kind)
    page = browser.get(f"/site/{kind}/{draft.reference}/preview/").content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    pressed = browser.post(f"/site/{kind}/{draft.reference}/publish/", {"do": do, "version": version[1]})
    assert pressed.status_code == 302
    return draft.reference


def page_with(source: str) -> None:
    page = add_page(by=SYSTEM, slug="read/night", words=PageWords("Night", source=source))
    version = latest_version(page)
    assert version is not None
    publish(by=SYSTEM, page=page, version=version, seen=page.version)


def test_a_helpline_is_looked_at_as_readers_will_see_it_before_anybody_does(edith: Client, client: Client) -> None:
    page_with("{ring}")
    preview = edith.post("/site/helplines/new/", NIGHT, follow=True).content.decode()
    assert ["A draft: nobody else sees it yet." in preview, "<dt>Night line</dt>" in preview] == [True, True]
    assert (Helpline.objects.count(), "0808 157 0199" in client.get("/read/night/").content.decode()) == (0, False)

    publish_it(edith, "helplines")

    shown = client.get("/read/night/").content.decode()
    drawn = re.search(r'<div class="kk-ring">.*?</div>', shown, re.DOTALL)
    assert drawn is not None
    assert drawn[0] in preview  # one template draws both
    line = Helpline.objects.get()
    assert (line.neutral, line.audience, line.shown, live_helplines(now().date())) == (True, "anyone", True, [line])


def test_a_number_that_nobody_rang_is_published_and_still_stands_nowhere(edith: Client, client: Client) -> None:
    page_with("{ring}")
    preview = edith.post("/site/helplines/new/", {**NIGHT, "checked_today": "no"}, follow=True).content.decode()
    publish_it(edith, "helplines")

    assert "Readers will not see “Night line”" in preview
    assert "Not shown: nobody rang it lately" in edith.get("/site/").content.decode()
    assert (Helpline.objects.get().checked_on, live_helplines(now().date())) == (None, [])
    assert "0808 157 0199" not in client.get("/read/night/").content.decode()


def test_another_number_is_not_rung_because_the_old_one_was(edith: Client) -> None:
    edith.post("/site/helplines/new/", NIGHT)
    reference = publish_it(edith, "helplines")
    rung = Helpline.objects.get().checked_on
    change = {**NIGHT, "version": "2", "checked_today": "no"}

    edith.post(f"/site/helplines/{reference}/", {**change, "hours": "Day and night"})
    kept = listed(ListKind.HELPLINES, reference)
    edith.post(f"/site/helplines/{reference}/", {**change, "version": str(kept.version), "phone": "0808 157 0198"})

    assert (kept.checked_on, listed(ListKind.HELPLINES, reference).checked_on) == (rung, None)


def test_a_number_goes_stale_by_the_jurisdictions_own_days(edith: Client) -> None:
    edith.post("/site/helplines/new/", NIGHT)
    publish_it(edith, "helplines")
    rung = Helpline.objects.get().checked_on
    assert rung is not None

    assert [len(live_helplines(rung + timedelta(days=days))) for days in (-1, 0, 180, 181)] == [0, 1, 1, 0]


def test_what_changed_is_kept_and_can_be_gone_back_to(edith: Client) -> None:
    edith.post("/site/facts/new/", SEVEN)
    reference = publish_it(edith, "facts")
    edith.post(
        f"/site/facts/{reference}/", {**SEVEN, "figure": "8 of 10", "version": str(listed(ListKind.FACTS, reference).version)}
    )
    assert Fact.objects.get().figure == "7 of 10"
    publish_it(edith, "facts")
    page = edith.get(f"/site/facts/{reference}/").content.decode()
    assert ["7 of 10" in page, "8 of 10" in page, "What changed when" in page] == [True, True, True]

    version = listed(ListKind.FACTS, reference).version
    preview = edith.post(f"/site/facts/{reference}/restore/2/", {"version": str(version)}, follow=True).content.decode()

    assert ["7 of 10" in preview, Fact.objects.get().figure] == [True, "8 of 10"]
    publish_it(edith, "facts")
    assert Fact.objects.get().figure == "7 of 10"
    with pytest.raises(NotVisible):
        go_back(by=SYSTEM, kind=ListKind.FACTS, reference=reference, number=1, seen=0)  # it was not there before


def test_a_fact_without_its_source_place_year_and_kind_is_not_even_a_draft(edith: Client) -> None:
    for name in ("source", "where", "when", "kind"):
        assert "Please look at this again" in edith.post("/site/facts/new/", {**SEVEN, name: ""}).content.decode()
    assert not ListDraft.objects.exists()


def test_an_item_is_taken_off_and_a_draft_that_never_was_one_goes_altogether(edith: Client, client: Client) -> None:
    page_with("{collection: kites}")
    words = {"title": "Kites", "code": "kites", "about": "", "slugs": "read/night", "version": "0"}
    edith.post("/site/collections/new/", words)
    publish_it(edith, "collections", do="hide")
    assert (ListDraft.objects.exists(), Collection.objects.exists()) == (False, False)

    edith.post("/site/collections/new/", words)
    publish_it(edith, "collections")
    before = client.get("/read/night/").content.decode()
    publish_it(edith, "collections", do="hide")

    assert ["<h2>Kites</h2>" in page for page in (before, client.get("/read/night/").content.decode())] == [True, False]
    assert [(item.shown, item.is_new) for item in all_listed(ListKind.COLLECTIONS)] == [(False, False)]
    assert "Not shown" in edith.get("/site/").content.decode()


def test_an_editor_who_was_overtaken_keeps_every_word_and_reads_the_others(edith: Client) -> None:
    edith.post("/site/facts/new/", SEVEN)
    reference = publish_it(edith, "facts")
    seen = str(listed(ListKind.FACTS, reference).version)
    edith.post(f"/site/facts/{reference}/", {**SEVEN, "version": seen, "says": "rang home"})

    overtaken = edith.post(f"/site/facts/{reference}/", {**SEVEN, "version": seen, "says": "came home"}).content.decode()

    assert ["rang home" in overtaken, "came home" in overtaken, "Somebody changed this" in overtaken] == [True, True, True]
    assert listed(ListKind.FACTS, reference).words["says"] == "rang home"


def test_two_who_begin_to_change_the_same_thing_lose_nothing() -> None:
    load_pages(by=SYSTEM)
    kind, fact = ListKind.FACTS, facts()[0]
    words = listed(kind, fact.reference).words
    save_list_draft(by=SYSTEM, kind=kind, reference=fact.reference, words={**words, "care": "Mine"}, seen=0)

    with pytest.raises(StaleVersion):
        save_list_draft(by=SYSTEM, kind=kind, reference=fact.reference, words={**words, "care": "Theirs"}, seen=0)
    with pytest.raises(StaleVersion):
        publish_listed(by=SYSTEM, kind=kind, reference=fact.reference, seen=0)

    assert listed(kind, fact.reference).words["care"] == "Mine"


def test_nothing_stands_on_a_list_twice_and_a_form_sent_twice_is_one_draft(edith: Client) -> None:
    edith.post("/site/facts/new/", SEVEN)
    again = edith.post("/site/facts/new/", SEVEN).content.decode()

    assert ["stands on the list already" in again, ListDraft.objects.count()] == [True, 1]
    draft = save_list_draft(by=SYSTEM, kind=ListKind.COLLECTIONS, words=KITES)
    Collection.objects.create(code="kites", title="Others’ kites")
    with pytest.raises(AlreadyListed):
        publish_listed(by=SYSTEM, kind=ListKind.COLLECTIONS, reference=draft.reference, seen=1)


def test_nobody_else_writes_looks_or_publishes(client: Client) -> None:
    draft = save_list_draft(by=SYSTEM, kind=ListKind.COLLECTIONS, words=KITES)
    of = {"by": NOBODY, "kind": ListKind.COLLECTIONS, "reference": draft.reference, "seen": 1}
    for do in (publish_listed, take_off_list):
        with pytest.raises(NotPermitted):
            do(**of)
    at = f"/site/collections/{draft.reference}/"
    assert [client.get(at + part).status_code for part in ("", "preview/")] == [403, 403]
    assert [client.post(at + part).status_code for part in ("publish/", "restore/1/")] == [403, 403]
    assert not Collection.objects.exists()


def test_a_thing_that_is_not_there_is_not_found(edith: Client) -> None:
    assert [edith.get(f"/site/{kind}/K7QF-29MD/").status_code for kind in (*ListKind, "pages", "else")] == [404] * 5


def test_the_seed_set_leaves_what_editors_changed_or_took_off_and_follows_itself_in_the_rest() -> None:
    load_pages(by=SYSTEM)
    first, second, third = facts()[:3]
    corrected = {**listed(ListKind.FACTS, first.reference).words, "figure": "About 162,000 children"}
    draft = save_list_draft(by=SYSTEM, kind=ListKind.FACTS, reference=first.reference, words=corrected)
    publish_listed(by=SYSTEM, kind=ListKind.FACTS, reference=first.reference, seen=draft.version)
    take_off_list(by=SYSTEM, kind=ListKind.FACTS, reference=second.reference, seen=0)
    line = Helpline.objects.order_by("place")[0]
    take_off_list(by=SYSTEM, kind=ListKind.HELPLINES, reference=line.reference, seen=0)
    Fact.objects.filter(pk=third.pk).update(source="An older seed set")
    Fact.objects.create(
        figure="9", says="dropped from the seed set", where="x", when="x", kind="share", source="x", subject="x"
    )
    count = Fact.objects.count()

    load_pages(by=SYSTEM)

    third.refresh_from_db()
    assert third.source != "An older seed set"
    assert (Fact.objects.count(), Helpline.objects.filter(name=line.name, shown=True).exists()) == (count - 1, False)
    assert facts()[0].figure == "About 162,000 children"
    assert second.says not in [fact.says for fact in facts()]


def test_a_page_for_children_gives_only_numbers_that_are_for_them(client: Client, edith: Client) -> None:
    page_with("{ring: young}")
    for number, audience in enumerate(("family", "child", "anyone")):
        edith.post(
            "/site/helplines/new/",
            {**NIGHT, "name": f"Line for {audience}", "phone": f"0808 157 019{number}", "audience": audience},
        )
    for draft in ListDraft.objects.all():
        publish_listed(by=SYSTEM, kind=ListKind.HELPLINES, reference=draft.reference, seen=draft.version)

    page = client.get("/read/night/").content.decode()

    assert [f"Line for {audience}" in page for audience in ("family", "child", "anyone")] == [False, True, True]
