"""One call answers "may I?" and "why not?"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kinkeeper.foundation.errors import NotPermitted


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer with its reason. Falsy when the answer is no.

    `reason` is a short code that a page turns into words; `rule` names the line of policy that decided;
    `basis` the reference of the basis relied on, where there is one.
    """

    allowed: bool
    reason: str = ""
    rule: str = ""
    basis: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise NotPermitted unless the answer was yes."""
        if not self.allowed:
            raise NotPermitted(self.reason)


ALLOWED = Decision(allowed=True)


@cache
def refused(reason: str, rule: str = "") -> Decision:
    """A no, with its reason code: one for each, for a list is told no some hundred times."""
    return Decision(allowed=False, reason=reason, rule=rule)
