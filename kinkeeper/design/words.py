"""Dates, times and the time left, in the words people say them in and in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import overload

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kinkeeper.foundation import clock
from kinkeeper.foundation.jurisdiction import Distance, jurisdiction

KM_IN_A_MILE = 1.609344
SOON = timedelta(hours=6)
HOURS_SAID_UP_TO = timedelta(hours=72)  # the 48 hours are counted in hours; a week is not


@dataclass(frozen=True)
class TimeLeft:
    """How long until something is due: in words, and `late`, `soon` (six hours or less) or `good` for its colour."""

    words: str
    state: str


def day(value: date | datetime | None) -> str:
    """The calendar day, as in "Sunday 21 November 2026"; nothing for None. A moment is taken in the local time zone."""
    if value is None:
        return ""
    return _written(_local(value), "l j F Y")


def _written(on: date, form: str) -> str:
    return _written_in(get_language(), date(on.year, on.month, on.day), form)


@lru_cache(4_000)  # a page names a few days, again and again
def _written_in(_language: str | None, on: date, form: str) -> str:
    return date_format(on, form)


def clock_time(value: datetime | time | None) -> str:
    """The time of day, as in "4:05pm", "10am", "midday" or "midnight"; nothing for None."""
    if value is None:
        return ""
    at = _local(value) if isinstance(value, datetime) else value
    if (at.hour, at.minute) == (0, 0):
        return _("midnight")
    if (at.hour, at.minute) == (12, 0):
        return _("midday")
    hour = at.hour % 12 or 12
    minutes = f":{at.minute:02}" if at.minute else ""
    return _("%(time)sam") % {"time": f"{hour}{minutes}"} if at.hour < 12 else _("%(time)spm") % {"time": f"{hour}{minutes}"}


def moment(value: datetime | None) -> str:
    """Day and time, as in "Sunday 21 November at 4:05pm", with the year when it is not this one; nothing for None."""
    if value is None:
        return ""
    at = _local(value)
    this_year = timezone.localtime(clock.now()).year
    on = _written(at, "l j F" if at.year == this_year else "l j F Y")
    return _("%(day)s at %(time)s") % {"day": on, "time": clock_time(value)}


def distance(kilometres: float) -> str:
    """How far away a place is, in what people here reckon in (the jurisdiction says): "about 3 miles away"."""
    if jurisdiction(settings.JURISDICTION).distance is Distance.KILOMETRES:
        return _("about %(km)d km away") % {"km": round(kilometres)} if kilometres >= 1 else _("less than 1 km away")
    miles = kilometres / KM_IN_A_MILE
    if miles < 1:
        return _("less than a mile away")
    return ngettext("about %(count)d mile away", "about %(count)d miles away", round(miles)) % {"count": round(miles)}


def time_left_of(due: datetime, now: datetime) -> TimeLeft:
    """The time from `now` until `due`, both aware. Rounded down, so nobody is promised a minute more than there is."""
    left = due - now
    if left < timedelta(0):
        return TimeLeft(_late(-left), "late")
    return TimeLeft(_left(left), "soon" if left <= SOON else "good")


def _left(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    if minutes < 1:
        return _("less than a minute left")
    if minutes < 60:
        return ngettext("%(count)d minute left", "%(count)d minutes left", minutes) % {"count": minutes}
    if span <= HOURS_SAID_UP_TO:
        return ngettext("%(count)d hour left", "%(count)d hours left", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)d day left", "%(count)d days left", span.days) % {"count": span.days}


def _late(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    if minutes < 1:
        return _("less than a minute late")
    if minutes < 60:
        return ngettext("%(count)d minute late", "%(count)d minutes late", minutes) % {"count": minutes}
    if span <= HOURS_SAID_UP_TO:
        return ngettext("%(count)d hour late", "%(count)d hours late", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)d day late", "%(count)d days late", span.days) % {"count": span.days}


@overload
def _local(value: datetime) -> datetime: ...
@overload
def _local(value: date) -> date: ...
def _local(value: date) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value
