"""The catalogue: everything the five source documents name, found by its title as the first result."""

from __future__ import annotations

import pytest

from kinkeeper.foundation import search
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.library.actions import import_catalogue
from kinkeeper.library.actions.catalogue import CatalogueReport, catalogue
from kinkeeper.library.models import Edition, Place, Resource, Shelf
from kinkeeper.library.queries import count_by_seed, draft_from
from kinkeeper.library.types import GROUPS, GUIDE_KEYWORDS, Kind, Subject

pytestmark = pytest.mark.django_db


def test_every_named_resource_is_the_first_result_for_its_title() -> None:
    import_catalogue(by=SYSTEM)
    search.rebuild()

    missed = []
    for name, draft in catalogue():
        hits = search.search(draft.title, kinds=["resource"], size=3).hits
        if not hits or hits[0].title != draft.title:
            missed.append((name, [hit.title for hit in hits]))

    assert missed == []


def test_nearly_every_one_is_found_with_one_slip_in_its_title() -> None:
    import_catalogue(by=SYSTEM)
    search.rebuild()

    found, asked = 0, 0
    for _name, draft in catalogue():
        words = draft.title.split()
        longest = max(words, key=len)
        if len(longest) < 6:
            continue
        slipped = longest[:2] + longest[3] + longest[2] + longest[4:]
        asked += 1
        query = " ".join(slipped if word == longest else word for word in words)
        found += draft.title in [hit.title for hit in search.search(query, kinds=["resource"], size=3).hits]

    assert asked > 150
    assert found / asked >= 0.97


def test_the_count_by_seed() -> None:
    assert import_catalogue(by=SYSTEM) == CatalogueReport(added=214, kept=0, collections=9)
    assert count_by_seed() == {"000": 7, "001": 30, "002": 2, "003": 3, "004": 172}


def test_loading_it_again_changes_nothing_and_keeps_what_editors_made() -> None:
    import_catalogue(by=SYSTEM)
    Resource.objects.filter(catalogue_id="apf-finding-dad").update(description="An editor's words.")
    before = (Resource.objects.count(), Edition.objects.count(), Shelf.objects.count(), Place.objects.count())

    assert import_catalogue(by=SYSTEM) == CatalogueReport(added=0, kept=214, collections=0)

    assert (Resource.objects.count(), Edition.objects.count(), Shelf.objects.count(), Place.objects.count()) == before
    assert Resource.objects.get(catalogue_id="apf-finding-dad").description == "An editor's words."


def test_what_the_catalogue_says_is_what_is_kept() -> None:
    import_catalogue(by=SYSTEM)
    kept = {it.catalogue_id: draft_from(it) for it in Resource.objects.prefetch_related("marks")}

    differing = [
        name
        for name, draft in catalogue()
        if (draft.title, set(draft.audiences), set(draft.subjects), draft.listed_in)
        != (kept[name].title, set(kept[name].audiences), set(kept[name].subjects), kept[name].listed_in)
    ]

    assert differing == []


def test_nothing_old_is_given_as_checked_and_no_old_address_is_a_link() -> None:
    entries = [draft for _name, draft in catalogue()]

    assert [draft.title for draft in entries if draft.checked_on or draft.url] == []
    assert [draft.title for draft in entries if not draft.listed_in or not draft.seed] == []
    assert [draft.title for draft in entries if not draft.description] == []


def test_the_guides_sixteen_keywords_are_all_subjects_and_all_in_use() -> None:
    used = {subject for _name, draft in catalogue() for subject in draft.subjects}

    assert len(GUIDE_KEYWORDS) == 16
    assert set(GUIDE_KEYWORDS) - used == set()
    assert set(Subject) - used == set()


def test_every_word_of_every_list_has_words_on_the_screen() -> None:
    from kinkeeper.library.labels import VALUES

    for group, values in GROUPS.items():
        assert VALUES[group].keys() == set(values)
    assert VALUES["kind"].keys() == set(Kind)
