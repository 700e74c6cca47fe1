"""Later work of custody: letting go of stays that nobody needs to know of any more."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from kinkeeper.custody.actions.forgetting import let_go_of_stays
from kinkeeper.custody.queries import stays_to_let_go
from kinkeeper.foundation.privacy import Keep
from kinkeeper.foundation.retention import Rule, older_than, retains


def _before() -> datetime:
    return older_than(settings.KEEP_DAYS)


retains(
    Rule(
        name="custody.stays",
        what="Prison numbers, and what was reported of stays in custody that ended long ago",
        why="They go once the person was let go of and the last stay ended the site's days ago (KINKEEPER_KEEP_DAYS). "
        "A random reference, the prisons and the moments stay, so that figures stand.",
        keeps=Keep.WHILE_BASIS_LIVES,
        due=lambda: stays_to_let_go(_before()).values("person_id").distinct().count(),
        clear=lambda: let_go_of_stays(before=_before()),
    )
)
