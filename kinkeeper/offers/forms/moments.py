"""When something happened that is written down later: a card or an interview on paper, a call."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kinkeeper.foundation.clock import now


class WhenForm(forms.Form):
    """A day and a time that lie behind us, typed in the zone of the site."""

    def moment(self, day: str, hour: str) -> datetime | None:
        """The moment typed; adds an error when only half of it was, or when it lies ahead."""
        on, at = self.cleaned_data.get(day), self.cleaned_data.get(hour)
        if on is None or at is None:
            for name, value in ((day, on), (hour, at)):
                if value is None and name not in self.errors:
                    self.add_error(name, _("Enter when that was"))
            return None
        found = datetime.combine(on, at, tzinfo=ZoneInfo(settings.TIME_ZONE))
        if found > now():
            self.add_error(hour, _("Enter a time that is not in the future"))
            return None
        return found
