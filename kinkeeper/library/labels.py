"""The words on the screen for the library's codes. In one place, so that pages, forms, feeds and search say the same."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kinkeeper.library.types import Audience, Kind, Stage, Subject, Usefulness

KINDS: dict[str, Any] = {
    Kind.BOOK: _("Book"),
    Kind.STORY_BOOK: _("Story book"),
    Kind.COMIC: _("Comic"),
    Kind.LEAFLET: _("Leaflet"),
    Kind.FACTSHEET: _("Factsheet"),
    Kind.GUIDE: _("Guide"),
    Kind.PACK: _("Pack"),
    Kind.FILM: _("Film"),
    Kind.SOUND: _("Sound"),
    Kind.GAME: _("Game or role play"),
    Kind.ART: _("Art and poetry"),
    Kind.WEBSITE: _("Website"),
    Kind.TRAINING: _("Training"),
    Kind.PROGRAMME: _("Programme or service"),
    Kind.POLICY: _("Policy"),
    Kind.LAW: _("Law"),
    Kind.STANDARD: _("Standard or convention"),
    Kind.STATISTICS: _("Statistics"),
    Kind.REPORT: _("Report"),
    Kind.RESEARCH: _("Research"),
    Kind.ARTICLE: _("Article"),
    Kind.TOOL: _("Form or tool"),
}
AUDIENCES: dict[str, Any] = {
    Audience.UNDER_8: _("Children under 8, with a grown-up"),
    Audience.AGES_8_TO_12: _("Children of 8 to 12"),
    Audience.AGES_13_UP: _("Young people of 13 and over"),
    Audience.CARERS: _("Families and carers"),
    Audience.PARENTS_INSIDE: _("Parents in prison"),
    Audience.PRISON_STAFF: _("Prison staff"),
    Audience.TEACHERS: _("Teachers and schools"),
    Audience.EARLY_YEARS: _("Children's centres and early years"),
    Audience.SOCIAL_WORKERS: _("Social workers"),
    Audience.FOSTER_CARERS: _("Foster carers"),
    Audience.HEALTH: _("Health workers"),
    Audience.POLICE: _("Police"),
    Audience.COURTS: _("Courts"),
    Audience.PROBATION: _("Probation"),
    Audience.VOLUNTARY: _("Charities and volunteers"),
    Audience.POLICY_MAKERS: _("Policy makers"),
    Audience.RESEARCHERS: _("Researchers and students"),
}
STAGES: dict[str, Any] = {
    Stage.ARREST: _("Arrest"),
    Stage.COURT: _("Court"),
    Stage.REMAND: _("Waiting for trial"),
    Stage.PRISON: _("Prison"),
    Stage.RELEASE: _("Coming home"),
    Stage.AFTER: _("Afterwards"),
}
SUBJECTS: dict[str, Any] = {
    Subject.GOOD_PRACTICE: _("Good practice"),
    Subject.CHILDREN_FOCUSED: _("About the child"),
    Subject.CONSEQUENCES: _("What it does to children"),
    Subject.FAMILY_FOCUSED: _("About the family"),
    Subject.GOVERNMENT: _("Government"),
    Subject.INTERFACE: _("Agencies working together"),
    Subject.INTERVENTION: _("What helps, and how it was tried"),
    Subject.MOTHER_BABY_UNIT: _("Mother and baby units"),
    Subject.KEY_DOCUMENT: _("Key documents"),
    Subject.NORTHERN_IRELAND: _("Northern Ireland"),
    Subject.PARENT_FOCUSED: _("Being a parent inside"),
    Subject.RESIDENTIAL_CARE: _("Children in care"),
    Subject.STATISTICS: _("Figures"),
    Subject.SUPPORT: _("Support and advice"),
    Subject.VISITING: _("Visiting"),
    Subject.WOMEN: _("Women and mothers"),
    Subject.TELLING: _("Telling the children"),
    Subject.KEEPING_IN_TOUCH: _("Keeping in touch"),
    Subject.SCHOOL: _("School"),
    Subject.MONEY: _("Money"),
    Subject.GRANDPARENTS: _("Grandparents and relatives"),
    Subject.ETHNICITY: _("Ethnicity and culture"),
    Subject.RIGHTS: _("Rights"),
    Subject.TRAINING: _("Training others"),
}
USEFULNESS: dict[str, Any] = {
    Usefulness.VERY: _("Very useful"),
    Usefulness.SOMEWHAT: _("Useful in part"),
    Usefulness.LITTLE: _("Of little use"),
}
LANGUAGES: dict[str, Any] = {"en": _("English"), "cy": _("Welsh"), "fr": _("French"), "es": _("Spanish"), "sv": _("Swedish")}
GROUP_TITLES: dict[str, Any] = {
    "audience": _("Who it is for"),
    "stage": _("When it helps"),
    "kind": _("What it is"),
    "subject": _("What it is about"),
    "language": _("Language"),
}
VALUES: dict[str, dict[str, Any]] = {
    "audience": AUDIENCES,
    "stage": STAGES,
    "kind": KINDS,
    "subject": SUBJECTS,
    "language": LANGUAGES,
}
FIELDS: dict[str, Any] = {
    "title": _("Title"),
    "kind": _("What it is"),
    "subtitle": _("Subtitle"),
    "authors": _("Authors"),
    "publisher": _("Publisher"),
    "year": _("Year"),
    "language": _("Language"),
    "format": _("Format"),
    "length": _("Length"),
    "cost": _("Cost"),
    "how_to_get": _("How to get it"),
    "licence": _("Licence"),
    "description": _("Description"),
    "good_for": _("What it is good for"),
    "audiences": _("Who it is for"),
    "stages": _("When it helps"),
    "subjects": _("What it is about"),
    "isbn": _("ISBN"),
    "doi": _("DOI"),
    "url": _("Web address"),
    "journal": _("Published in"),
    "seed": _("Seed document"),
    "listed_in": _("As listed in"),
    "address_then": _("Address given at the time"),
    "address_then_year": _("Year of that address"),
    "named_here": _("Title given by the library"),
    "checked_on": _("Last checked"),
}


# Readers come first, and the way goes from arrest to afterwards: these do not stand by how many there are.
ORDERS: dict[str, list[str]] = {"audience": [*AUDIENCES], "stage": [*STAGES]}


def word_for(group: str, value: str) -> str:
    """A facet's value in words; the value itself where there are none (another language's code, say)."""
    return str(VALUES.get(group, {}).get(value, value))


def all_words() -> dict[str, str]:
    """Every code of the marks and kinds, in words."""
    return {str(code): str(word) for words in VALUES.values() for code, word in words.items()}
