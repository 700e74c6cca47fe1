"""What other rooms may ask of offers, and what its own pages are made of."""

from kinkeeper.offers.queries.asking import asking_for, asks_elsewhere, checks_late, checks_waiting, received
from kinkeeper.offers.queries.interview import matches_for
from kinkeeper.offers.queries.safety import worries_for

__all__ = [
    "asking_for",
    "asks_elsewhere",
    "checks_late",
    "checks_waiting",
    "matches_for",
    "received",
    "worries_for",
]
