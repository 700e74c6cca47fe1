"""A few kills, and what a loss would look like."""

from __future__ import annotations

import pytest
from django.test import Client

from proofs import killed


@pytest.mark.django_db
def test_what_was_acknowledged_and_is_not_there_is_found() -> None:
    killed.prepare(Client())
    early = [{"kind": "delivery", "receipt": "0000-0000", "numbers": ["Z0000ZZ"]}, {"kind": "job", "member": 7}]

    assert killed.losses(early) == [
        "receipt 0000-0000 was given and is not there",
        "Z0000ZZ was acknowledged and is not there",
        "job 7 was acknowledged and is queued 0 times",
    ]


@pytest.mark.django_db(transaction=True)
def test_nothing_acknowledged_is_lost_by_a_kill() -> None:
    browser = Client()
    token = killed.prepare(browser)

    said = [one for number in range(3) for one in killed.work_until_killed(browser, token, number, said=3, after=0.005)]

    assert len(said) >= 6
    assert killed.losses(said) == []
