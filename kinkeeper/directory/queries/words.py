"""The directory's codes in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kinkeeper.directory.types import Audience, HelpKind, Stage

DAY_NAMES: Mapping[str, Any] = {
    "MO": _("Monday"),
    "TU": _("Tuesday"),
    "WE": _("Wednesday"),
    "TH": _("Thursday"),
    "FR": _("Friday"),
    "SA": _("Saturday"),
    "SU": _("Sunday"),
    "all": _("Every day"),
}
STAGES: Mapping[str, Any] = {
    Stage.ARREST: _("Somebody was arrested"),
    Stage.COURT: _("There is a court date"),
    Stage.REMAND: _("They are held until the trial"),
    Stage.PRISON: _("They are in prison"),
    Stage.RELEASE: _("They are coming home"),
    Stage.AFTER: _("They are home again"),
}
AUDIENCES: Mapping[str, Any] = {
    Audience.CHILD: _("A child or young person"),
    Audience.CARER: _("Somebody looking after a child"),
    Audience.RELATIVE: _("A partner or other relative"),
    Audience.PARENT_INSIDE: _("A parent in prison"),
    Audience.WORKER: _("Somebody who works with families"),
}
KINDS: Mapping[str, Any] = {
    HelpKind.TALK: _("Somebody to talk to"),
    HelpKind.TELLING: _("Telling a child"),
    HelpKind.VISITING: _("Visiting"),
    HelpKind.TRAVEL: _("Getting there, and the cost"),
    HelpKind.MONEY: _("Money and benefits"),
    HelpKind.HOME: _("A place to live"),
    HelpKind.CHILDREN: _("Things to do for children"),
    HelpKind.PARENTING: _("Being a parent"),
    HelpKind.SCHOOL: _("School"),
    HelpKind.COURT: _("At court"),
    HelpKind.HEALTH: _("Health and worry"),
    HelpKind.SUBSTANCES: _("Drugs and alcohol"),
    HelpKind.SAFETY: _("Being safe at home"),
    HelpKind.CULTURE: _("Your language and culture"),
    HelpKind.COMING_HOME: _("Coming home"),
    HelpKind.TRAINING: _("Training for those who work with families"),
}
AGES: Mapping[str, tuple[tuple[int, int], Any]] = {
    "0-4": ((0, 4), _("Under 5")),
    "5-7": ((5, 7), _("5 to 7")),
    "8-12": ((8, 12), _("8 to 12")),
    "13-17": ((13, 17), _("13 to 17")),
    "18": ((18, 120), _("18 and over")),
}
REPORT_KINDS: Mapping[str, Any] = {
    "phone": _("The telephone number is wrong"),
    "closed": _("It has closed"),
    "hours": _("The times are wrong"),
    "place": _("The place is wrong"),
    "not_theirs": _("They do not do this"),
    "other": _("Something else"),
}
FIELDS: Mapping[str, Any] = {
    "name": _("Name"),
    "organisation": _("Organisation"),
    "summary": _("What they do"),
    "kinds": _("Kind of help"),
    "audiences": _("Who it is for"),
    "stages": _("When"),
    "min_age": _("Youngest age"),
    "max_age": _("Oldest age"),
    "cost": _("Cost"),
    "cost_words": _("About the cost"),
    "languages": _("Languages"),
    "access": _("Getting in"),
    "coverage": _("Area"),
    "how_to_ask": _("How to ask"),
    "website": _("Website"),
    "email": _("E-mail"),
    "owner_email": _("Who looks after this entry"),
    "prisons": _("Prisons"),
    "phones": _("Telephone"),
    "spots": _("Places"),
    "hours": _("Open"),
    "status": _("State"),
    "terms": _("Other terms"),
    "source": _("Source"),
    "historic": _("Kept as history"),
}
