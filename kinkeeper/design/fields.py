"""Form fields with GOV.UK's own controls. Each error says what to do; each reads what people really type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext_lazy as _

from kinkeeper.design import words

DateParts = tuple[str, str, str]

ENGLISH_MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]


class DateBoxes(forms.Widget):
    """Day, month and year in three boxes, sent as `<name>_day`, `<name>_month` and `<name>_year`."""

    parts: ClassVar[tuple[str, str, str]] = ("day", "month", "year")

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> DateParts:
        """The three boxes as typed, without surrounding spaces."""
        day, month, year = (str(data.get(f"{name}_{part}", "")).strip() for part in self.parts)
        return day, month, year

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        """Whether none of the boxes was sent at all."""
        return all(f"{name}_{part}" not in data for part in self.parts)

    def format_value(self, value: Any) -> DateParts:
        """The words for the three boxes, from a date or from what was typed."""
        if isinstance(value, datetime):
            value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
        if isinstance(value, date):
            return str(value.day), str(value.month), str(value.year)
        if isinstance(value, tuple) and len(value) == 3:
            return value
        return "", "", ""

    def id_for_label(self, id_: str) -> str:
        """The first box, so that a label or an error leads there."""
        return f"{id_}_day" if id_ else id_


class DateField(forms.Field):
    """A date typed in three boxes; the month may be a word. Cleans to `datetime.date`, or None when left empty.

    Give `earliest` or `latest` (dates, inclusive) as keyword arguments to bound it.
    """

    widget = DateBoxes
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Enter the day, month and year"),
        "day_missing": _("Enter the day as well"),
        "month_missing": _("Enter the month as well"),
        "year_missing": _("Enter the year as well"),
        "incomplete": _("Enter the day, month and year"),
        "year_short": _("Enter the year with four numbers, such as 2016"),
        "not_numbers": _("Use numbers, such as 27 3 2016"),
        "no_such_month": _("Check the month: it is a number from 1 to 12, or its name"),
        "no_such_day": _("Check the day: that month has no day %(day)s"),
        "too_early": _("Enter a date that is not before %(limit)s"),
        "too_late": _("Enter a date that is not after %(limit)s"),
    }

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.earliest = earliest
        self.latest = latest

    def to_python(self, value: Any) -> date | None:
        """The date. Raises ValidationError naming what to mend."""
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        day, month, year = value
        if not (day or month or year):
            return None
        self._require_all(day, month, year)
        month_number = month_named(month)
        if not (day.isdecimal() and year.isdecimal()) or (month_number is None and not month.isdecimal()):
            raise self._error("not_numbers")
        if len(year) != 4:
            raise self._error("year_short")
        if month_number is None:
            raise self._error("no_such_month")
        try:
            return date(int(year), month_number, int(day))
        except ValueError:
            raise self._error("no_such_day", day=int(day)) from None

    def validate(self, value: Any) -> None:
        """Raises ValidationError when a needed date is missing or out of its bounds."""
        super().validate(value)
        if value is None:
            return
        if self.earliest and value < self.earliest:
            raise self._error("too_early", limit=words.day(self.earliest))
        if self.latest and value > self.latest:
            raise self._error("too_late", limit=words.day(self.latest))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the boxes differ from what was shown; three empty boxes equal no date."""
        boxes = DateBoxes()
        return boxes.format_value(initial) != boxes.format_value(data)

    def _require_all(self, day: str, month: str, year: str) -> None:
        missing = [part for part, typed in zip(DateBoxes.parts, (day, month, year), strict=True) if not typed]
        if len(missing) == 1:
            raise self._error(f"{missing[0]}_missing")
        if missing:
            raise self._error("incomplete")

    def _error(self, code: str, **details: Any) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=details or None)


def month_named(typed: str) -> int | None:
    """The number of the month typed as a number, a name or the start of a name, in English or the reader's language."""
    if typed.isdecimal():
        number = int(typed)
        return number if 1 <= number <= 12 else None
    word = typed.strip(". ").lower()
    if len(word) < 3:
        return None
    for number in range(1, 13):
        names = (ENGLISH_MONTHS[number - 1], str(MONTHS[number]).lower(), str(MONTHS_3[number]).lower())
        if any(name.startswith(word) for name in names) or (word == "sept" and number == 9):
            return number
    return None


class TimeField(forms.Field):
    """A time of day as people say it: "9:30am", "4 pm", "16:30", "midday". Cleans to `datetime.time`.

    "4:30" could be either half of the day, so it is asked again rather than guessed.
    """

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Enter a time, such as 9:30am"),
        "invalid": _("Enter a time, such as 9:30am or 16:30"),
        "morning_or_evening": _("Add am or pm, such as 9:30am"),
    }
    said: ClassVar[re.Pattern[str]] = re.compile(r"(?P<hour>\d{1,2})(?:[:. h]?(?P<minute>\d{2}))?\s*(?P<half>[ap]m)?")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.setdefault("class", "govuk-input--width-10")
        self.widget.attrs.setdefault("autocomplete", "off")

    def prepare_value(self, value: Any) -> Any:
        """A time as it would be typed, such as "9:30am"."""
        if isinstance(value, time):
            return f"{value.hour % 12 or 12}:{value.minute:02}{'am' if value.hour < 12 else 'pm'}"
        return value

    def to_python(self, value: Any) -> time | None:
        """The time. Raises ValidationError when it cannot be read, or could be morning or evening."""
        if isinstance(value, time) or value in self.empty_values:
            return value or None if not isinstance(value, time) else value
        typed = str(value).strip().lower().replace("a.m.", "am").replace("p.m.", "pm")
        if typed in {"midday", "noon", "12 noon", "12 midday"}:
            return time(12)
        if typed in {"midnight", "12 midnight"}:
            return time(0)
        match = self.said.fullmatch(typed)
        if match is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return self._time(match["hour"], int(match["minute"] or 0), match["half"])

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether what was typed means another time than `initial`."""
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True

    def _time(self, hour_typed: str, minute: int, half: str | None) -> time:
        hour = int(hour_typed)
        if half is None and 1 <= hour <= 11 and not hour_typed.startswith("0"):
            raise ValidationError(self.error_messages["morning_or_evening"], code="morning_or_evening")
        if half is not None and not 1 <= hour <= 12:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if half is not None:
            hour = hour % 12 + (12 if half == "pm" else 0)
        try:
            return time(hour, minute)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class RadioField(forms.ChoiceField):
    """One choice of a few, all of them in sight. `hints` maps a choice's value to a line under it."""

    widget = forms.RadioSelect
    default_error_messages: ClassVar[dict[str, Any]] = {"required": _("Choose one of these")}

    def __init__(self, *, hints: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.hints = dict(hints or {})


class CheckboxesField(forms.MultipleChoiceField):
    """Any number of choices. `hints` maps a choice's value to a line under it. Cleans to a list of values."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages: ClassVar[dict[str, Any]] = {"required": _("Choose at least one of these")}

    def __init__(self, *, hints: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.hints = dict(hints or {})


class YesNoField(RadioField):
    """Yes or no, sent as "yes" or "no". Cleans to True or False; None when it need not be answered and was not."""

    default_error_messages: ClassVar[dict[str, Any]] = {"required": _("Choose yes or no")}

    def __init__(self, *, yes: Any = None, no: Any = None, **options: Any) -> None:
        super().__init__(choices=[("yes", yes or _("Yes")), ("no", no or _("No"))], **options)

    def prepare_value(self, value: Any) -> Any:
        """The choice to show as taken."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    def clean(self, value: Any) -> Any:
        """True, False or None. Raises ValidationError for anything else."""
        answer = super().clean(self.prepare_value(value))
        return {"yes": True, "no": False}.get(answer)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another answer was given than `initial`."""
        return bool(super().has_changed(self.prepare_value(initial), self.prepare_value(data)))


class PhoneField(forms.CharField):
    """A telephone number from any country. Cleans to digits, with a leading + where a country was given (or "0044")."""

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Enter a telephone number"),
        "invalid": _("Enter a telephone number, such as 01632 960 001 or +44 7700 900 982"),
        "too_short": _("Check the number: it has too few digits"),
        "too_long": _("Check the number: it has too many digits"),
    }
    shortest: ClassVar[int] = 7
    longest: ClassVar[int] = 15  # ITU-T E.164

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.input_type = "tel"
        self.widget.attrs.setdefault("class", "govuk-input--width-20")
        self.widget.attrs.setdefault("autocomplete", "off")  # it is hardly ever the typist's own number

    def to_python(self, value: Any) -> str:
        """The tidied number. Raises ValidationError when it cannot be one."""
        typed = unicodedata.normalize("NFKC", str(super().to_python(value) or ""))
        if not typed:
            return ""
        number = re.sub(r"[\s().\-‐-―]", "", typed.replace("(0)", "") if typed.startswith(("+", "00")) else typed)
        number = "".join(str(unicodedata.decimal(letter, letter)) for letter in number)
        number = re.sub(r"^00", "+", number)
        digits = number.removeprefix("+")
        if not digits.isdecimal():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if len(digits) < self.shortest:
            raise ValidationError(self.error_messages["too_short"], code="too_short")
        if len(digits) > self.longest:
            raise ValidationError(self.error_messages["too_long"], code="too_long")
        return number


class TextAreaField(forms.CharField):
    """Several lines of text; with `max_length` the page says how many characters there is room for."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs["rows"] = rows
        self.widget.attrs.pop("cols", None)
