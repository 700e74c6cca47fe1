"""How big an invented nation is. Everything follows from the number of children; what one worker has does not grow."""

from __future__ import annotations

from dataclasses import dataclass

NATION_CHILDREN = 193_000  # children a year with a parent sent to prison in England and Wales (Ministry of Justice, 2024)
NATION_HELD = 90_000
NATION_PRISONS = 120
NATION_TEAMS = 180  # three to each of 60 family services

LIVE_OFFERS_OF_A_TEAM = 40
WORKERS_OF_A_TEAM = 4  # and a lead
CHECKS_AT_A_PRISON = 6
DUE_AT_A_PRISON = 25
LEFT_FOR_EACH_HELD = 1.2  # people of the last three years who have left, for each who is held now
YEARS = 3


@dataclass(frozen=True, slots=True)
class Sizes:
    """Numbers of everything, in people, agencies or households."""

    children: int
    held: int
    left: int
    prisons: int
    teams: int
    services: int

    @property
    def live(self) -> int:
        """Households that some team still has to reach, or to answer."""
        return self.teams * LIVE_OFFERS_OF_A_TEAM

    @property
    def checks(self) -> int:
        """Households that wait for a prison's check."""
        return self.prisons * CHECKS_AT_A_PRISON

    @property
    def due(self) -> int:
        """People who wait to be asked."""
        return self.prisons * DUE_AT_A_PRISON


def sizes_for(children: int) -> Sizes:
    """The nation, in proportion to its children. Raises ValueError below 300, where one team's work is more than there is."""
    if children < 300:
        raise ValueError("a nation has at least 300 children")
    share = children / NATION_CHILDREN
    teams = max(1, round(NATION_TEAMS * share))
    held = round(NATION_HELD * share)
    return Sizes(
        children=children,
        held=held,
        left=round(held * LEFT_FOR_EACH_HELD),
        prisons=max(2, round(NATION_PRISONS * share)),
        teams=teams,
        services=max(1, round(teams / 3)),
    )
