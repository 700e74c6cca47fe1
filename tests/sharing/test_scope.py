"""`scope`, and the look-up of one row, say for whom `decide` says yes. On random worlds: `tests/proofs`."""

from __future__ import annotations

import pytest

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.people.models import Person
from kinkeeper.sharing.actions import restrict
from kinkeeper.sharing.queries import in_scope, may_see, scope
from kinkeeper.sharing.types import BasisKind, Purpose, RestrictionKind
from tests.worlds import agency as an_agency
from tests.worlds import household, member, pass_to

pytestmark = pytest.mark.django_db


def test_an_objection_stops_a_public_task_and_not_consent_and_an_order_stops_both() -> None:
    links = an_agency("Family Links")
    nadia, home, other = member("Nadia", links), household(), household()
    pass_to(links, home.rosa, other.danny, other.ivy)
    pass_to(links, home.ivy, home.danny, kind=BasisKind.CONSENT)
    for person in (home.rosa, home.ivy):
        restrict(by=SYSTEM, person=person, kind=RestrictionKind.OBJECTION, reason="asked us to stop", agency=links.pk)
    for person in (home.danny, other.danny):
        restrict(by=SYSTEM, person=person, kind=RestrictionKind.COURT_ORDER, reason="an order")
    asked = (nadia, Purpose.OFFER_SUPPORT, Category.IDENTITY)
    everyone = [*home.everyone, *other.everyone]

    decided = {person for person in everyone if may_see(*asked, person)}
    looked_up = set(Person.objects.filter(in_scope(*asked, "pk")).values_list("pk", flat=True))

    assert decided == set(scope(*asked)) == looked_up == {home.ivy, other.ivy}
