"""Mending a word by one letter, against the words that the index knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
SHORTEST = 4  # a shorter word has too many neighbours: a mended one would mostly be another word
MOST = 4


def one_letter_away(word: str) -> Iterator[str]:
    """Every string that is one letter dropped, added, changed or swapped with its neighbour away from `word`."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in LETTERS:
            yield before + letter + after
        if after:
            yield before + after[1:]
            for letter in LETTERS:
                yield before + letter + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def mended(word: str, how_often: Callable[[str], int]) -> list[str]:
    """The known words one letter away from an unknown one, commonest first, at most `MOST`.

    A slip of two neighbouring letters, or one that keeps the first letter, is likelier than another.
    """
    if len(word) < SHORTEST:
        return []
    found = {other: how_often(other) for other in set(one_letter_away(word)) if other != word}
    known = [other for other, times in found.items() if times]
    return sorted(known, key=lambda other: (other[:1] != word[:1], -found[other], other))[:MOST]
