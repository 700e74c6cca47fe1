"""Looking at figures: counts alone, and still written to the ledger."""

from __future__ import annotations

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Outcome
from kinkeeper.offers.permissions.figures import counts_askings, may_view_figures
from kinkeeper.offers.queries.figures import WEEKS, Figures, figures_for
from kinkeeper.sharing.types import Purpose


def view_figures(*, by: Actor, weeks: int) -> Figures:
    """The figures of one's own prison or teams, over one of the spans in WEEKS. Raises NotPermitted.

    Only whole spans are counted: with any day free to choose, two figures could be taken from each other.
    """
    may_view_figures(by).require()
    weeks = weeks if weeks in WEEKS else WEEKS[0]
    figures = figures_for(by, weeks=weeks, is_prison=counts_askings(by))
    with transaction.atomic():
        record(by=by, action="view_figures", purpose=Purpose.STATISTICS, outcome=Outcome.SERVED, detail={"weeks": weeks})
    return figures
