"""Unqualified Dublin Core, and the description that search engines read in a page's head (schema.org with LRMI)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kinkeeper.library.rules.names import read_name
from kinkeeper.library.types import Audience, Draft, Kind

DCMI_TYPE = {
    Kind.FILM: "MovingImage",
    Kind.SOUND: "Sound",
    Kind.GAME: "InteractiveResource",
    Kind.ART: "StillImage",
    Kind.WEBSITE: "InteractiveResource",
    Kind.PROGRAMME: "Service",
    Kind.TRAINING: "Event",
    Kind.STATISTICS: "Dataset",
}
SCHEMA_TYPE = {
    Kind.BOOK: "Book",
    Kind.STORY_BOOK: "Book",
    Kind.COMIC: "ComicStory",
    Kind.FILM: "Movie",
    Kind.SOUND: "AudioObject",
    Kind.GAME: "Game",
    Kind.ART: "VisualArtwork",
    Kind.WEBSITE: "WebPage",
    Kind.LAW: "Legislation",
    Kind.STATISTICS: "Dataset",
    Kind.REPORT: "Report",
    Kind.RESEARCH: "ScholarlyArticle",
    Kind.ARTICLE: "Article",
    Kind.PROGRAMME: "CreativeWork",
    Kind.TRAINING: "Course",
}
LEARNING_TYPE = {
    Kind.TRAINING: "training",
    Kind.PACK: "training pack",
    Kind.GUIDE: "guide",
    Kind.STORY_BOOK: "story",
    Kind.FILM: "film",
    Kind.LEAFLET: "leaflet",
    Kind.FACTSHEET: "factsheet",
}
AGES = {Audience.UNDER_8: "0-7", Audience.AGES_8_TO_12: "8-12", Audience.AGES_13_UP: "13-17"}


def dublin_core(draft: Draft, address: str) -> Iterator[tuple[str, str]]:
    """The (element, value) pairs of oai_dc, in the order of the standard; only what is known."""
    yield "title", f"{draft.title}: {draft.subtitle}" if draft.subtitle else draft.title
    for author in draft.authors:
        yield "creator", author
    for word in (*draft.subjects, *draft.stages):
        yield "subject", word.replace("_", " ")
    if draft.description:
        yield "description", draft.description
    if draft.publisher:
        yield "publisher", draft.publisher
    if draft.year:
        yield "date", str(draft.year)
    yield "type", DCMI_TYPE.get(Kind(draft.kind), "Text")
    yield "type", str(draft.kind).replace("_", " ")
    if draft.format:
        yield "format", draft.format
    yield "identifier", address
    if draft.isbn:
        yield "identifier", f"urn:isbn:{draft.isbn}"
    if draft.doi:
        yield "identifier", f"https://doi.org/{draft.doi}"
    if draft.listed_in:
        yield "source", draft.listed_in
    if draft.language:
        yield "language", draft.language
    if draft.licence:
        yield "rights", draft.licence


def linked_data(draft: Draft, address: str, words: dict[str, str]) -> dict[str, Any]:
    """The schema.org description with LRMI's properties; `words` says codes of audiences and subjects in plain language."""
    ages = [AGES[Audience(code)] for code in draft.audiences if code in AGES]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": SCHEMA_TYPE.get(Kind(draft.kind), "CreativeWork"),
        "@id": address,
        "url": address,
        "name": draft.title,
        "alternativeHeadline": draft.subtitle,
        "author": [_who(stored) for stored in draft.authors],
        "publisher": {"@type": "Organization", "name": draft.publisher} if draft.publisher else None,
        "datePublished": str(draft.year) if draft.year else None,
        "inLanguage": draft.language,
        "abstract": draft.description,
        "isbn": draft.isbn,
        "identifier": f"https://doi.org/{draft.doi}" if draft.doi else None,
        "sameAs": draft.url,
        "license": draft.licence,
        "keywords": [words.get(code, code) for code in (*draft.subjects, *draft.stages)],
        "learningResourceType": LEARNING_TYPE.get(Kind(draft.kind)),
        "typicalAgeRange": ages,
        "audience": [
            {"@type": "EducationalAudience", "educationalRole": words.get(code, code)}
            for code in draft.audiences
            if code not in AGES
        ],
    }
    return {name: value for name, value in data.items() if value not in ("", None, [])}


def _who(stored: str) -> dict[str, str]:
    name = read_name(stored)
    if not name.given:
        return {"@type": "Organization" if " " in name.family else "Person", "name": name.family}
    return {"@type": "Person", "familyName": name.family, "givenName": name.given, "name": f"{name.given} {name.family}"}
