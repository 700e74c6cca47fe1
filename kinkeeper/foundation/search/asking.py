"""Asking the index: words in any order, stemmed, mended where unknown; best first; counted by facet in the same call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import tantivy
from tantivy import Occur, Query

from kinkeeper.foundation.search.reading import searcher as open_searcher
from kinkeeper.foundation.search.shape import (
    KIND_FACET,
    STOP_WORDS,
    facet_term,
    schema,
    stem_of,
    words_of,
)
from kinkeeper.foundation.search.spelling import mended
from kinkeeper.foundation.search.types import FacetCount, Hit, Piece, Results, Suggestion

PAGE_SIZE = 20
LAST_PAGE = 500
MOST_WORDS = 16
LONGEST_QUERY = 300
SNIPPET_LENGTH = 220
EACH_FACET = 500
MOST_SUGGESTIONS = 8
EXPANSIONS = 10

TITLE, TEXT, ALSO, WHOLE_TITLE, TITLE_PHRASE = 3.0, 1.0, 0.7, 60.0, 4.0
STEMMED = ("title", "text", "also")
MENDED, GUESSED = 0.7, 0.3


class _Understood:
    """A query taken apart: its words, and the words each may stand for."""

    def __init__(self, reader: tantivy.Searcher, query: str) -> None:
        self._reader = reader
        words = words_of(query[:LONGEST_QUERY])[:MOST_WORDS]
        self.words = list(dict.fromkeys([word for word in words if word not in STOP_WORDS] or words))
        self.choices: dict[str, list[str]] = {}
        for word in self.words:
            if reader.doc_freq("spelling", word) or any(reader.doc_freq(field, stem_of(word)) for field in STEMMED):
                self.choices[word] = [word]
            else:
                self.choices[word] = mended(word, lambda other: reader.doc_freq("spelling", other))
        best = {word: others[0] for word, others in self.choices.items() if others}
        mended_words = [best.get(word, word) for word in words]
        self.whole_title = " ".join(mended_words)
        self.corrected = self.whole_title if mended_words != words else ""
        self.read_as = [best.get(word, word) for word in self.words]

    def strict(self) -> Query:
        """What has every word."""
        return self._scored([(Occur.Must, query) for query in self._queries()])

    def loose(self, enough: int) -> Query:
        """What has at least one of the rarer words, as many of them as together fit `enough` things; the commoner ones only
        add to its marks. A word that half of everything has does not make a thing fit: that would bury its facets too."""
        needed: list[tuple[Occur, Query]] = []
        helpful: list[tuple[Occur, Query]] = []
        fitting = 0
        for often, query in sorted(zip(self._frequencies(), self._queries(), strict=True), key=lambda it: it[0]):
            (needed if fitting < enough else helpful).append((Occur.Should, query))
            fitting += often
        return self._scored([(Occur.Must, Query.boolean_query(needed)), *helpful])

    def _scored(self, parts: list[tuple[Occur, Query]]) -> Query:
        if not self.words:
            return Query.all_query()
        parts = [*parts, (Occur.Should, _marked("whole_title", self.whole_title, WHOLE_TITLE))]
        stems = [stem_of(word) for word in words_of(self.whole_title)]
        if len(stems) > 1:
            phrase = Query.phrase_query(schema(), "title", list(stems), slop=1)
            parts.append((Occur.Should, Query.boost_query(phrase, TITLE_PHRASE)))
        return Query.boolean_query(parts)

    def _queries(self) -> list[Query]:
        return [self._word(word) for word in self.words]

    def _frequencies(self) -> list[int]:
        return [sum(self._in_how_many(choice) for choice in self.choices[word]) for word in self.words]

    def _in_how_many(self, word: str) -> int:
        stem = stem_of(word)
        return max(self._reader.doc_freq(field, stem) for field in STEMMED)

    def to_quote(self) -> Query:
        """The same words, for marking them in a snippet."""
        return Query.boolean_query([(Occur.Should, _term("text", stem_of(word))) for word in self.read_as])

    def _word(self, word: str) -> Query:
        choices = self.choices[word]
        if not choices:
            distance = 2 if len(word) > 5 else 1
            guess = Query.fuzzy_term_query(schema(), "spelling", word, distance)
            return Query.const_score_query(guess, GUESSED)
        if choices == [word]:
            return _in_any_field(word, 1.0)
        # Each neighbour with its own rarity and length: a fuzzy query would mark all of them alike.
        return Query.disjunction_max_query([_in_any_field(other, MENDED) for other in choices])


def search(
    query: str,
    *,
    kinds: Sequence[str] = (),
    facets: Mapping[str, Sequence[str]] | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Results:
    """A page of what fits `query`, best first; with an empty query everything, in order of title.

    What has every word comes alone when it fills a page; else what has any of the rarer ones.

    `kinds` and each group of `facets` narrow it: any value within a group, all groups together. A page beyond the last is
    the last. Raises SearchNotReady while the index is being built.
    """
    reader = open_searcher()
    asked = _Understood(reader, query)
    chosen = {KIND_FACET: list(kinds), **{group: list(values) for group, values in (facets or {}).items()}}
    narrowed = {group: values for group, values in chosen.items() if values}
    scored = asked.strict()
    wanted = _narrow(scored, narrowed)
    if len(asked.words) > 1 and reader.search(scored, limit=1).count < size:  # type: ignore[attr-defined]
        scored = asked.loose(size)
        wanted = _narrow(scored, narrowed)
    counts = _counts(reader, wanted)
    for group in narrowed:
        others = {name: values for name, values in narrowed.items() if name != group}
        counts[group] = _counts(reader, _narrow(scored, others)).get(group, ())
    page = max(1, min(page, LAST_PAGE))
    found, total = _page_of(reader, wanted, page, size, by_title=not asked.words)
    pages = min(LAST_PAGE, max(1, -(-total // size)))
    if page > pages:
        page = pages
        found, total = _page_of(reader, wanted, page, size, by_title=not asked.words)
    by_kind = {count.value: count.count for count in counts.pop(KIND_FACET, ())}
    return Results(_hits(reader, found, asked), total, page, pages, counts, by_kind, asked.corrected)


def suggest(typed: str, *, kinds: Sequence[str] = (), limit: int = MOST_SUGGESTIONS) -> list[Suggestion]:
    """Titles that begin to fit what has been typed so far; none for fewer than two letters."""
    words = words_of(typed[:LONGEST_QUERY])[:MOST_WORDS]
    if not words or len(words[-1]) + len(words) < 3:
        return []
    reader = open_searcher()
    parts = [(Occur.Must, _title_word(reader, word)) for word in words[:-1]]
    if len(words[-1]) > 1:  # one letter fits thousands of words: walking them all costs more than it narrows
        parts.append((Occur.Must, _title_start(reader, words[-1])))
    wanted = _narrow(Query.boolean_query(parts), {KIND_FACET: list(kinds)} if kinds else {})
    found = reader.search(wanted, limit=limit, count=False, weight_by_field="weight").hits
    hits = _hits(reader, [address for _score, address in found], None)
    return [Suggestion(hit.kind, hit.key, hit.title, hit.url) for hit in hits]


def _title_word(reader: tantivy.Searcher, word: str) -> Query:
    if reader.doc_freq("title_words", word):
        return _term("title_words", word)
    others = mended(word, lambda other: reader.doc_freq("title_words", other))
    return Query.boolean_query([(Occur.Should, _term("title_words", other)) for other in others or [word]])


def _title_start(reader: tantivy.Searcher, start: str) -> Query:
    terms = reader.terms_with_prefix("title_words", start, limit=EXPANSIONS)
    if terms:
        return Query.boolean_query([(Occur.Should, _term("title_words", term)) for term, _count in terms])
    return Query.fuzzy_term_query(schema(), "title_words", start, 1 if len(start) > 3 else 0, prefix=True)


def _in_any_field(word: str, boost: float) -> Query:
    stem = stem_of(word)
    marks = {"title": TITLE, "text": TEXT, "also": ALSO}
    return Query.boolean_query([(Occur.Should, _marked(field, stem, mark * boost)) for field, mark in marks.items()])


def _term(field: str, word: str) -> Query:
    return Query.term_query(schema(), field, word, "freq")


def _marked(field: str, word: str, boost: float) -> Query:
    return Query.boost_query(_term(field, word), boost)


def _narrow(query: Query, chosen: Mapping[str, Sequence[str]]) -> Query:
    filters = [
        (
            Occur.Must,
            Query.const_score_query(
                Query.boolean_query([(Occur.Should, _term("facet", facet_term(group, value))) for value in values]), 0.0
            ),
        )
        for group, values in chosen.items()
    ]
    return Query.boolean_query([(Occur.Must, query), *filters]) if filters else query


def _counts(reader: tantivy.Searcher, query: Query) -> dict[str, tuple[FacetCount, ...]]:
    answer = reader.aggregate(query, {"facets": {"terms": {"field": "facet", "size": EACH_FACET}}})
    groups: dict[str, list[FacetCount]] = {}
    for bucket in answer["facets"]["buckets"]:
        group, _equals, value = bucket["key"].partition("=")
        groups.setdefault(group, []).append(FacetCount(value, bucket["doc_count"]))
    return {group: tuple(sorted(values, key=lambda it: (-it.count, it.value))) for group, values in groups.items()}


def _page_of(
    reader: tantivy.Searcher, query: Query, page: int, size: int, *, by_title: bool
) -> tuple[list[tantivy.DocAddress], int]:
    offset = (page - 1) * size
    if by_title:
        result = reader.search(query, limit=size, offset=offset, order_by_field="sort", order=tantivy.Order.Asc)
    else:
        result = reader.search(query, limit=size, offset=offset, weight_by_field="weight")
    return [address for _score, address in result.hits], result.count or 0  # type: ignore[attr-defined]  # the stub has forgotten it


def _hits(reader: tantivy.Searcher, addresses: Sequence[tantivy.DocAddress], asked: _Understood | None) -> tuple[Hit, ...]:
    quoting = None
    if asked and asked.words:
        quoting = tantivy.SnippetGenerator.create(reader, asked.to_quote(), schema(), "text")
        quoting.set_max_num_chars(SNIPPET_LENGTH)
    hits = []
    for address in addresses:
        entry = reader.doc(address)
        text = str(entry.get_first("text") or "")
        snippet = _quoted(quoting.snippet_from_doc(entry)) if quoting else ()
        if not snippet and asked is not None:
            snippet = _beginning(text)
        hits.append(
            Hit(
                kind=str(entry.get_first("kind")),
                key=str(entry.get_first("key")),
                title=str(entry.get_first("title")),
                url=str(entry.get_first("url")),
                snippet=snippet,
            )
        )
    return tuple(hits)


def _quoted(snippet: tantivy.Snippet) -> tuple[Piece, ...]:
    fragment = snippet.fragment().encode()  # the marks are places in bytes
    pieces, at = [], 0
    for mark in snippet.highlighted():
        pieces.append(Piece(fragment[at : mark.start].decode(), found=False))
        pieces.append(Piece(fragment[mark.start : mark.end].decode(), found=True))
        at = mark.end
    pieces.append(Piece(fragment[at:].decode(), found=False))
    return tuple(piece for piece in pieces if piece.text)


def _beginning(text: str) -> tuple[Piece, ...]:
    if len(text) <= SNIPPET_LENGTH:
        return (Piece(text, found=False),) if text else ()
    cut = text[:SNIPPET_LENGTH].rsplit(" ", 1)[0]
    return (Piece(f"{cut} …", found=False),)
