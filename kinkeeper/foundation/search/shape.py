"""The shape of the index: its fields, and how text becomes words."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import tantivy

from kinkeeper.foundation.search.types import Document

SHAPE = 2  # raise it whenever a field or an analyser changes: an index of another shape is built anew
LONGEST_WORD = 60
KIND_FACET = "kind-of-page"

# Words that say nothing of what is looked for; left out of a query that has others.
_STOP = """
    a an and are as at be but by for from had has have he her his how i if in into is it its me my no not of on or our she
    so than that the their them then there these they this to was we were what when where which who why will with you your
"""
STOP_WORDS = frozenset(_STOP.split())


def _plain() -> tantivy.TextAnalyzerBuilder:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )


@cache
def plain_analyser() -> tantivy.TextAnalyzer:
    """Words as typed, in small letters, accents folded."""
    return _plain().build()


@cache
def stem_analyser() -> tantivy.TextAnalyzer:
    """Words brought to their English stems: "visiting", "visits" and "visit" are one."""
    return _plain().filter(tantivy.Filter.stemmer("english")).build()


@cache
def schema() -> tantivy.Schema:
    """The fields. `spelling` holds whole words only: against it a word is known, or mended by one letter."""
    build = tantivy.SchemaBuilder()
    build.add_text_field("id", tokenizer_name="raw", index_option="basic")
    build.add_text_field("kind", stored=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("url", stored=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("title", stored=True, tokenizer_name="stemmed")
    build.add_text_field("title_words", tokenizer_name="plain", index_option="freq")
    build.add_text_field("whole_title", tokenizer_name="raw", index_option="basic")
    build.add_text_field("text", stored=True, tokenizer_name="stemmed", index_option="freq")
    build.add_text_field("also", tokenizer_name="stemmed", index_option="freq")
    build.add_text_field("spelling", tokenizer_name="plain", index_option="basic")
    build.add_text_field("facet", fast=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("sort", fast=True, tokenizer_name="raw", index_option="basic")
    build.add_float_field("weight", fast=True)
    return build.build()


def new_index(directory: Path) -> tantivy.Index:
    """An empty index in `directory`, which must exist."""
    return _with_analysers(tantivy.Index(schema(), path=str(directory)))


def open_index(directory: Path) -> tantivy.Index:
    """The index in `directory`. Raises ValueError when there is none that can be read."""
    index = _with_analysers(tantivy.Index.open(str(directory)))
    index.config_reader("Manual")
    return index


def _with_analysers(index: tantivy.Index) -> tantivy.Index:
    index.register_tokenizer("plain", plain_analyser())
    index.register_tokenizer("stemmed", stem_analyser())
    return index


def words_of(text: str) -> list[str]:
    """The words of a text, as the index knows them before stemming."""
    return list(plain_analyser().analyze(text))


def stem_of(word: str) -> str:
    """The stem of one word."""
    stems = stem_analyser().analyze(word)
    return stems[0] if stems else word


def id_of(kind: str, key: str) -> str:
    """What a document is deleted and replaced by."""
    return f"{kind}:{key}"


def whole_title_of(text: str) -> str:
    """A title (or a query) as one term: equal when they have the same words in the same order."""
    return " ".join(words_of(text))[:1000]


def entry_of(document: Document) -> tantivy.Document:
    """The index entry of a document."""
    entry = tantivy.Document()
    entry.add_text("id", id_of(document.kind, document.key))
    entry.add_text("kind", document.kind)
    entry.add_text("key", document.key)
    entry.add_text("url", document.url)
    entry.add_text("title", document.title)
    entry.add_text("title_words", document.title)
    entry.add_text("whole_title", whole_title_of(document.title))
    entry.add_text("text", document.text)
    entry.add_text("also", document.also)
    entry.add_text("spelling", f"{document.title} {document.text} {document.also}")
    entry.add_text("facet", facet_term(KIND_FACET, document.kind))
    for group, values in document.facets.items():
        for value in dict.fromkeys(values):
            entry.add_text("facet", facet_term(group, value))
    entry.add_text("sort", re.sub(r"^(a|an|the) ", "", whole_title_of(document.title))[:80])
    entry.add_float("weight", max(0.0, document.weight))
    return entry


def facet_term(group: str, value: str) -> str:
    """One value of one group, as a term."""
    return f"{group}={value}"
