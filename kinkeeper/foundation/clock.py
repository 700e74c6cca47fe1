"""The one clock. Everything that asks the time asks here, so that a test, a proof or a demo can set it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_source: ContextVar[Callable[[], datetime] | None] = ContextVar("kinkeeper_clock", default=None)


def now() -> datetime:
    """The present moment: aware, in UTC, to the microsecond."""
    source = _source.get()
    return source() if source else datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day it is now in `zone` (an IANA name such as "Europe/London")."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def clock_reading(moment: datetime | Callable[[], datetime]) -> Iterator[None]:
    """Within the block, the clock reads `moment` (fixed, or asked each time). Raises ValueError without a time zone."""
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise ValueError("a clock reading needs a time zone")
        fixed = moment.astimezone(UTC)
        token = _source.set(lambda: fixed)
    else:
        token = _source.set(moment)
    try:
        yield
    finally:
        _source.reset(token)
