"""Who of a household is grown up, where no age is known. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable

from kinkeeper.people.types import Tie

# What only a grown-up is to somebody. A sibling, a friend or a son may be a child.
GROWN_UP_TIES = frozenset(
    {
        Tie.MOTHER, Tie.FATHER, Tie.PARENT, Tie.STEP_PARENT, Tie.PARTNER, Tie.FORMER_PARTNER, Tie.GRANDPARENT,
        Tie.AUNT_OR_UNCLE, Tie.FOSTER_CARER, Tie.GUARDIAN,
    }
)  # fmt: skip


def counts_as_grown_up(*, known_grown_up: bool, age_known: bool, is_contact: bool, ties: Iterable[Tie]) -> bool:
    """Whether somebody is spoken of as grown up. A known age decides.

    Without one, whom the parent named as the one to speak to does (the interview asks for grown-ups there), and so does
    whoever is to somebody what only a grown-up is. Anybody else counts as a child who has not been told: the safer answer.
    """
    if known_grown_up or age_known:
        return known_grown_up
    return is_contact or bool(GROWN_UP_TIES & set(ties))
