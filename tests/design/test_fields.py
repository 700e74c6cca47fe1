"""The fields read what people really type, and say what to do about what they cannot read."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django import forms
from django.utils.translation import override

from kinkeeper.design.fields import (
    CheckboxesField,
    DateField,
    PhoneField,
    RadioField,
    TextAreaField,
    TimeField,
    YesNoField,
)


def clean(field: forms.Field, value: Any) -> Any:
    return field.clean(value)


def complaint(field: forms.Field, value: Any) -> str:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(value)
    return str(refused.value.messages[0])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("27", "3", "2016"), date(2016, 3, 27)),
        (("27", "03", "2016"), date(2016, 3, 27)),
        (("27", "March", "2016"), date(2016, 3, 27)),
        (("27", "mar.", "2016"), date(2016, 3, 27)),
        (("1", "Sept", "2016"), date(2016, 9, 1)),
        (("29", "2", "2024"), date(2024, 2, 29)),
        (("٢٧", "٣", "٢٠١٦"), date(2016, 3, 27)),
    ],
)
def test_a_date_is_read_as_it_is_typed(typed: tuple[str, str, str], meant: date) -> None:
    assert clean(DateField(), typed) == meant


def test_a_month_may_be_named_in_the_readers_language() -> None:
    with override("cy"):
        assert clean(DateField(), ("27", "Mawrth", "2016")) == date(2016, 3, 27)


@pytest.mark.parametrize(
    ("typed", "what_to_do"),
    [
        (("", "", ""), "Enter the day, month and year"),
        (("27", "", ""), "Enter the day, month and year"),
        (("", "3", "2016"), "Enter the day as well"),
        (("27", "", "2016"), "Enter the month as well"),
        (("27", "3", ""), "Enter the year as well"),
        (("27", "3", "16"), "Enter the year with four numbers, such as 2016"),
        (("31", "2", "2016"), "Check the day: that month has no day 31"),
        (("29", "2", "2023"), "Check the day: that month has no day 29"),
        (("27", "13", "2016"), "Check the month: it is a number from 1 to 12, or its name"),
        (("27", "Smarch", "2016"), "Use numbers, such as 27 3 2016"),
        (("-1", "3", "2016"), "Use numbers, such as 27 3 2016"),
        (("27", "3", "0000"), "Check the day: that month has no day 27"),
    ],
)
def test_an_impossible_date_says_what_to_do(typed: tuple[str, str, str], what_to_do: str) -> None:
    assert complaint(DateField(), typed) == what_to_do


def test_a_date_keeps_its_bounds_and_the_bounds_themselves_are_allowed() -> None:
    field = DateField(earliest=date(2020, 1, 1), latest=date(2020, 12, 31))

    assert clean(field, ("1", "1", "2020")) == date(2020, 1, 1)
    assert clean(field, ("31", "12", "2020")) == date(2020, 12, 31)
    assert complaint(field, ("31", "12", "2019")) == "Enter a date that is not before Wednesday 1 January 2020"
    assert complaint(field, ("1", "1", "2021")) == "Enter a date that is not after Thursday 31 December 2020"


def test_a_date_that_need_not_be_given_may_be_left_empty() -> None:
    assert clean(DateField(required=False), ("", "", "")) is None


def test_a_row_whose_date_is_empty_has_not_changed() -> None:
    field = DateField(required=False)

    assert field.has_changed(None, ("", "", "")) is False
    assert field.has_changed(date(2016, 3, 27), ("27", "3", "2016")) is False
    assert field.has_changed(date(2016, 3, 27), ("28", "3", "2016")) is True


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9:30am", time(9, 30)),
        ("9.30 am", time(9, 30)),
        ("4 pm", time(16)),
        ("4:05 p.m.", time(16, 5)),
        ("16:30", time(16, 30)),
        ("1630", time(16, 30)),
        ("09:30", time(9, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("12:30", time(12, 30)),
        ("00:15", time(0, 15)),
        ("Midday", time(12)),
        ("midnight", time(0)),
    ],
)
def test_a_time_is_read_as_it_is_said(typed: str, meant: time) -> None:
    assert clean(TimeField(), typed) == meant


@pytest.mark.parametrize(
    ("typed", "what_to_do"),
    [
        ("", "Enter a time, such as 9:30am"),
        ("4:30", "Add am or pm, such as 9:30am"),
        ("after tea", "Enter a time, such as 9:30am or 16:30"),
        ("25:00", "Enter a time, such as 9:30am or 16:30"),
        ("13pm", "Enter a time, such as 9:30am or 16:30"),
        ("9:75am", "Enter a time, such as 9:30am or 16:30"),
    ],
)
def test_a_time_that_cannot_be_read_is_asked_again(typed: str, what_to_do: str) -> None:
    assert complaint(TimeField(), typed) == what_to_do


def test_a_time_is_shown_as_it_can_be_typed_again() -> None:
    field = TimeField()

    assert clean(field, field.prepare_value(time(0, 5))) == time(0, 5)
    assert field.prepare_value(time(16, 5)) == "4:05pm"
    assert field.has_changed(time(16, 5), "4:05pm") is False
    assert field.has_changed(time(16, 5), "after tea") is True


def test_midnight_is_a_time_and_not_an_empty_answer() -> None:
    assert clean(TimeField(), time(0)) == time(0)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("01632 960 001", "01632960001"),
        ("(01632) 960-001", "01632960001"),
        ("+44 7700 900 982", "+447700900982"),
        ("0044 7700 900982", "+447700900982"),
        ("+44 (0)7700 900982", "+447700900982"),
        ("+353 20 910 1234", "+353209101234"),
        ("(415) 555-0100", "4155550100"),
        ("٠١٦٣٢ ٩٦٠ ٠٠١", "01632960001"),
    ],
)
def test_a_telephone_number_is_tidied(typed: str, number: str) -> None:
    assert clean(PhoneField(), typed) == number


@pytest.mark.parametrize(
    ("typed", "what_to_do"),
    [
        ("", "Enter a telephone number"),
        ("twelve", "Enter a telephone number, such as 01632 960 001 or +44 7700 900 982"),
        ("01632 960001 or 2", "Enter a telephone number, such as 01632 960 001 or +44 7700 900 982"),
        ("960 01", "Check the number: it has too few digits"),
        ("+44 7700 900 982 000 00", "Check the number: it has too many digits"),
    ],
)
def test_what_is_no_telephone_number_says_what_to_do(typed: str, what_to_do: str) -> None:
    assert complaint(PhoneField(), typed) == what_to_do


def test_yes_and_no_become_true_and_false() -> None:
    field = YesNoField()

    assert [clean(field, "yes"), clean(field, "no")] == [True, False]
    assert [field.prepare_value(True), field.prepare_value(False), field.prepare_value(None)] == ["yes", "no", None]
    assert complaint(field, "") == "Choose yes or no"
    assert clean(YesNoField(required=False), "") is None
    assert field.has_changed(True, "yes") is False
    assert field.has_changed(True, "no") is True


def test_only_a_choice_that_was_offered_is_taken() -> None:
    radios = RadioField(choices=[("reached", "We spoke")])
    boxes = CheckboxesField(choices=[("text", "Text"), ("letter", "Letter")])

    assert clean(radios, "reached") == "reached"
    assert clean(boxes, ["text", "letter"]) == ["text", "letter"]
    assert complaint(radios, "") == "Choose one of these"
    assert complaint(boxes, []) == "Choose at least one of these"
    assert complaint(radios, "eaten").startswith("Select a valid choice")


def test_several_lines_are_kept_and_too_many_letters_are_refused_not_cut() -> None:
    field = TextAreaField(max_length=12)

    assert clean(field, "one\ntwo") == "one\ntwo"
    assert complaint(field, "x" * 13) == "Ensure this value has at most 12 characters (it has 13)."
