"""The little map beside a list: an outline and numbered dots, drawn by the server. The list is its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from kinkeeper.directory.types import Found, Point

WIDTH, HEIGHT, EDGE = 320, 300, 34


@dataclass(frozen=True, slots=True)
class Dot:
    """A numbered dot, in the drawing's own units. `numbers` are the rows at that spot: "3" or "3, 7"."""

    x: float
    y: float
    numbers: str


@dataclass(frozen=True, slots=True)
class Map:
    """What is drawn: the land's edges, the dots, towns with their names, and where the reader is.

    `is_drawn` tells a kept outline from one that is only stretched around the towns.
    """

    land: tuple[str, ...]
    is_drawn: bool
    dots: tuple[Dot, ...]
    towns: tuple[tuple[float, float, str], ...]
    here: tuple[float, float] | None
    width: int = WIDTH
    height: int = HEIGHT


def map_of(
    rows: Sequence[Found],
    near: Point | None,
    first: int,
    around: Sequence[Point],
    drawn: Sequence[Sequence[tuple[float, float]]] = (),
) -> Map | None:
    """The map of one page of results, or None when no place on it is known. `first` is the number of the first row.

    `around` are towns to name; `drawn` are the land's own edges (latitude, longitude), where they are kept.
    """
    placed = [
        (first + place, row.latitude, row.longitude)
        for place, row in enumerate(rows)
        if row.latitude is not None and row.longitude is not None
    ]
    if not placed:
        return None
    points = [(latitude, longitude) for _, latitude, longitude in placed]
    points += [(near.latitude, near.longitude)] if near else []
    south, north = min(point[0] for point in points), max(point[0] for point in points)
    west, east = min(point[1] for point in points), max(point[1] for point in points)
    shrink = cos(radians((south + north) / 2))  # a degree of longitude is shorter than one of latitude
    span = max((north - south) / (HEIGHT - 2 * EDGE), (east - west) * shrink / (WIDTH - 2 * EDGE), 0.0002)

    def spot(latitude: float, longitude: float) -> tuple[float, float]:
        x = WIDTH / 2 + (longitude - (west + east) / 2) * shrink / span
        y = HEIGHT / 2 - (latitude - (south + north) / 2) / span
        return round(x, 1), round(y, 1)

    edges = [[spot(latitude, longitude) for latitude, longitude in ring] for ring in drawn]
    edges = edges or [_hull([spot(point.latitude, point.longitude) for point in around])]
    towns = [(*spot(point.latitude, point.longitude), point.name) for point in around if "(" not in point.name]
    return Map(
        land=tuple(" ".join(f"{x},{y}" for x, y in edge) for edge in edges if edge),
        is_drawn=bool(drawn),
        dots=_dots([(number, *spot(latitude, longitude)) for number, latitude, longitude in placed]),
        towns=tuple(town for town in towns if 8 < town[0] < WIDTH - 70 and 14 < town[1] < HEIGHT - 8)[:8],
        here=spot(near.latitude, near.longitude) if near else None,
    )


def _dots(placed: Sequence[tuple[int, float, float]]) -> tuple[Dot, ...]:
    """Rows closer together than a dot is wide share one dot."""
    dots: list[tuple[float, float, list[int]]] = []
    for number, x, y in placed:
        for other_x, other_y, numbers in dots:
            if abs(other_x - x) < 20 and abs(other_y - y) < 20:
                numbers.append(number)
                break
        else:
            dots.append((x, y, [number]))
    return tuple(Dot(x, y, str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}+") for x, y, numbers in dots)


def _hull(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The convex hull (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return []

    def half(line: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        kept: list[tuple[float, float]] = []
        for point in line:
            while len(kept) >= 2 and _turns_right(kept[-2], kept[-1], point):
                kept.pop()
            kept.append(point)
        return kept[:-1]

    return half(ordered) + half(ordered[::-1])


def _turns_right(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) <= 0
