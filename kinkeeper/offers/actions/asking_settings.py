"""What a prison sets about asking: its times, and which other teams ask there beside its own officers."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotPermitted, WrongState
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.offers.actions.asking_moves import let_teams_ask
from kinkeeper.offers.models import Asking, AskingArrangement, AskingTimes
from kinkeeper.offers.permissions.asking import may_arrange_asking, may_set_asking
from kinkeeper.offers.queries.setting_changes import ASKING_TIMES, before_and_after
from kinkeeper.offers.types import AskingState
from kinkeeper.sharing.actions import end_involvements
from kinkeeper.sharing.types import InvolvementKind

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Agreement, Team
    from kinkeeper.custody.models import Prison


@transaction.atomic
def change_asking_times(*, by: Actor, seen: int, worry_minutes: int, check_hours: int, draft_days: int) -> AskingTimes:
    """Change one's own agency's times of asking. Raises NotPermitted and StaleVersion.

    They count from the next minute on: a worry or a check that waits already is measured by the new numbers.
    """
    may_set_asking(by).require()
    if by.agency_id is None:
        raise NotPermitted("not_your_role")
    times, _ = AskingTimes.objects.get_or_create(agency_id=by.agency_id)
    before = copy(times)
    save_version(times, seen=seen, worry_minutes=worry_minutes, check_hours=check_hours, draft_days=draft_days)
    record(by=by, action="change_asking_times", detail=before_and_after(ASKING_TIMES, before, times))
    return times


@transaction.atomic
def arrange_asking(*, by: Actor, prison: Prison, team: Team, agreement: Agreement) -> AskingArrangement:
    """Let a team of another agency ask people received at `prison` from now on, as their agreement says.

    Raises NotPermitted, and WrongState when the two are not both parties to the agreement.
    """
    may_arrange_asking(by, prison).require()
    if not {team.agency_id, prison.agency_id} <= set(agreement.parties.values_list("pk", flat=True)):
        raise WrongState
    row, is_new = AskingArrangement.objects.get_or_create(
        prison=prison, team=team, ended_at=None, defaults={"agreement": agreement}
    )
    if not is_new:
        return row
    open_here = Asking.objects.select_related("prison").filter(prison=prison, period__release_confirmed_at__isnull=True)
    let_teams_ask(by=by, come=list(open_here.exclude(state=AskingState.RETRACTED)), left=[])
    record(by=by, action="arrange_asking", detail={"team": team.reference, "prison": prison.code})
    return row


@transaction.atomic
def end_arrangement(*, by: Actor, arrangement: AskingArrangement) -> None:
    """End it: the team finds those received there no longer. Raises NotPermitted, and WrongState when it has ended."""
    may_arrange_asking(by, arrangement.prison).require()
    if not AskingArrangement.objects.filter(pk=arrangement.pk, ended_at__isnull=True).update(ended_at=now()):
        raise WrongState
    people = list(Asking.objects.filter(prison_id=arrangement.prison_id).values_list("person_id", flat=True))
    agency, team = arrangement.team.agency_id, arrangement.team_id
    end_involvements(by=by, people=people, agency=agency, kind=InvolvementKind.WORKS_WITH, team=team)
    record(by=by, action="end_arrangement", detail={"team": arrangement.team.reference, "prison": arrangement.prison.code})
