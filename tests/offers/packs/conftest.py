"""Rosa Quill's family: Danny is in Harrowmere Castle, and she has asked for the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kinkeeper.foundation.jurisdiction import jurisdiction
from kinkeeper.offers.packs.types import (
    Addressee,
    AgeBand,
    Inside,
    PackRequest,
    PrisonFacts,
    Reading,
    Service,
    Tie,
    Told,
    WorkerContact,
)

CASTLE = PrisonFacts(
    name="Harrowmere Castle",
    town="Harrowmere",
    address=("1 Castle Road", "Harrowmere", "ZZ99 1AA"),
    phone="01632 960200",
    visits_phone="01632 960201",
    visits_online="visits.example.org",
    visits_times="Tuesdays and Saturdays, 2pm to 4pm.",
    safety_phone="0808 157 0110",
    safety_hours="Day and night",
    safety_words="Ring the safety line at any time.",
    booking="Ring from nine to four.",
    bring="- Coins for the locker\n- A nappy",
    access="No steps from the car park.",
    family_contact="Ask for Moira.",
    visitors_centre="The Lantern Centre opens at noon.",
    getting_there="The number 9 bus stops at the gate.",
    id_needed="Bring a passport.",
    childrens_facilities="There is a play corner.",
)
ROSA = PackRequest(
    jurisdiction="demo_region",
    reference="K7QF-29MD",
    made_on=date(2026, 11, 21),
    prison=CASTLE,
    reader=Tie.PARTNER,
    worker=WorkerContact("Harrowmere Family Links", "01632 960101", "Monday to Saturday"),
    children=(AgeBand.FROM_5_TO_7,),
    told=Told.ALL,
    parent_word="Danny",
    remand=True,
    inside=Inside.MAN,
    near_home=(
        Service("Mill Lane Children’s Centre", "01632 960310", "Play and meals."),
        Service("Prison Visitors’ Friends", "01632 960311", "Lifts to the prison."),
    ),
    chosen=(Service("Tuesday football", "01632 960312", "A game and a sandwich.", hours="Tuesday, 4pm to 6pm"),),
    helplines=jurisdiction("demo_region").helplines,
    reading=(Reading("My Daddy is in Prison", "Story book, 2001", "Ask at any library."),),
    addressee=Addressee("Rosa Quill", ("14 Mill Lane", "Harrowmere", "ZZ99 4RT")),
)


@pytest.fixture
def ask() -> Callable[..., PackRequest]:
    """Rosa's request, with whatever is different about this one."""

    def asking(**different: Any) -> PackRequest:
        return replace(ROSA, **different)

    return asking
