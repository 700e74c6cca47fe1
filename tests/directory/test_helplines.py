"""One list of numbers to ring: it begins as the jurisdiction's, and what nobody has rung reaches nobody."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import override_settings

from kinkeeper.directory.actions import begin_helplines, save_helpline
from kinkeeper.directory.models import Helpline
from kinkeeper.directory.queries import live_helplines
from kinkeeper.foundation.actors import NOBODY, SYSTEM
from kinkeeper.foundation.errors import NotPermitted
from kinkeeper.foundation.jurisdiction import jurisdiction

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@override_settings(JURISDICTION="demo_region")
def test_a_new_sites_list_is_the_jurisdictions_with_each_number_as_checked_as_its_file_says() -> None:
    assert [begin_helplines(by=SYSTEM), begin_helplines(by=SYSTEM)] == [6, 0]

    assert [line.as_line() for line in Helpline.objects.all()] == list(jurisdiction("demo_region").helplines)
    assert [line.name for line in live_helplines(TODAY)] == [
        "Harrowmere Families Line", "The Listening Line", "Young Voices", "Harrowmere Money Advice", "Safe at Home Harrowmere",
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["england_and_wales", "scotland", "northern_ireland"])
def test_numbers_of_2008_are_on_a_real_sites_list_and_reach_nobody(code: str) -> None:
    with override_settings(JURISDICTION=code):
        assert begin_helplines(by=SYSTEM) == 1
        assert (Helpline.objects.get().source, live_helplines(TODAY)) == ("SCIE Guide 22, 2008", [])


def test_nobody_but_its_editors_changes_the_list() -> None:
    for do in (lambda: begin_helplines(by=NOBODY), lambda: save_helpline(by=NOBODY, reference="K7QF-29MD", words={})):
        with pytest.raises(NotPermitted):
            do()
    assert not Helpline.objects.exists()


@override_settings(JURISDICTION="demo_region")
def test_what_an_editor_changed_or_took_off_stays_so() -> None:
    begin_helplines(by=SYSTEM)
    line = Helpline.objects.get(name="Young Voices")
    save_helpline(by=SYSTEM, reference=line.reference, words={"shown": False, "phone": "0808 157 0198"})
    begin_helplines(by=SYSTEM)

    assert "Young Voices" not in [one.name for one in live_helplines(TODAY)]
    assert Helpline.objects.filter(name="Young Voices").count() == 1
