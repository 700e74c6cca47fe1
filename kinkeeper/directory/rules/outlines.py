"""The outer edges of a GeoJSON shape (RFC 7946), small enough to be drawn on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any

MOST_CORNERS = 600  # of all edges together
LEAST_CORNERS = 4
MOST_RINGS = 40  # islands beyond these are too small to be seen

Ring = list[tuple[float, float]]


def outer_rings(shape: Mapping[str, Any]) -> list[Ring]:
    """Each outer edge as (latitude, longitude) corners, the longest first. Raises ValueError for degrees off the earth."""
    rings = [ring for ring in _rings(shape) if len(ring) >= LEAST_CORNERS]
    rings = sorted(rings, key=len, reverse=True)[:MOST_RINGS]
    step = ceil(sum(map(len, rings)) / MOST_CORNERS) if rings else 1
    return [
        ring[::step] if len(ring) // step >= LEAST_CORNERS else ring[:: max(1, len(ring) // LEAST_CORNERS)] for ring in rings
    ]


def _rings(shape: Mapping[str, Any]) -> Iterator[Ring]:
    kind = shape["type"]
    if kind == "FeatureCollection":
        for feature in shape["features"]:
            yield from _rings(feature)
    elif kind == "Feature":
        yield from _rings(shape["geometry"])
    elif kind == "GeometryCollection":
        for geometry in shape["geometries"]:
            yield from _rings(geometry)
    elif kind == "Polygon":
        yield _ring(shape["coordinates"][0])
    elif kind == "MultiPolygon":
        for polygon in shape["coordinates"]:
            yield _ring(polygon[0])


def _ring(corners: list[list[float]]) -> Ring:
    ring = [(float(corner[1]), float(corner[0])) for corner in corners]
    if any(not (-90 <= latitude <= 90 and -180 <= longitude <= 180) for latitude, longitude in ring):
        raise ValueError("a corner is not on the earth")
    return ring
