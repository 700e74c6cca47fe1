"""The style sheet: our own colours with enough contrast, our own typeface, nothing fetched from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kinkeeper.design

STATIC = Path(kinkeeper.design.__file__).parent / "static" / "design"
STYLES = Path(__file__).parents[2] / "styles"
CSS = (STATIC / "kinkeeper.css").read_text(encoding="utf8")
PALETTE = dict(re.findall(r"^\$([a-z-]+): (#[0-9a-f]{6});", (STYLES / "_settings.scss").read_text("utf8"), re.MULTILINE))
WHITE = "#ffffff"
FOCUS = "#ffdd00"

# (what is read, what it stands on): every pair that pages use. Body text needs 4.5 to 1 (WCAG 1.4.3).
TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "link", "link-hover", "link-visited") for ground in ("paper", "sand")),
    *((ink, WHITE) for ink in ("ink", "link", "error", "brand", "plum")),
    *((ink, "paper") for ink in ("error", "success", "brand", "plum")),
    *((WHITE, ground) for ground in ("brand", "brand-dark", "error", "success", "warning")),
    *(("ink", f"{kind}-ground") for kind in ("error", "success", "warning", "information")),
    *((kind, f"{kind}-ground") for kind in ("error", "success", "warning")),
    ("plum", "warning-ground"),
    ("brand", "sand"),
    ("ink", FOCUS),
]
# The edges of controls and the parts of drawings need 3 to 1 (WCAG 1.4.11).
EDGE_PAIRS = [("control", "paper"), ("control", WHITE), ("control", "sand"), ("brand", "sand"), ("apricot", "brand")]


def luminance(colour: str) -> float:
    """WCAG's relative luminance of "#rrggbb"."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(PALETTE.get(one, one)), luminance(PALETTE.get(other, other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("read", "ground"), TEXT_PAIRS)
def test_text_stands_out_from_its_ground(read: str, ground: str) -> None:
    assert contrast(read, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_of_controls_can_be_seen(edge: str, ground: str) -> None:
    assert contrast(edge, ground) >= 3


@pytest.mark.parametrize("name", ["brand", "paper", "sand", "ink", "plum", "link", "error"])
def test_the_committed_style_sheet_is_made_from_this_palette(name: str) -> None:
    assert PALETTE[name] in CSS


def test_no_government_typeface_or_emblem_is_named_anywhere_in_what_is_served() -> None:
    served = {path.name: path.read_text("utf8") for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".svg"}}

    assert {"kinkeeper.css", "open.css", "search.css", "search.js", "start.js", "govuk-frontend.js"} <= set(served)
    named = {
        name: found
        for name, text in served.items()
        if (found := re.findall(r"GDS Transport|govuk-crest|royal-arms|crown", text, re.IGNORECASE))
    }
    assert named == {}


def test_everything_a_style_sheet_asks_for_is_beside_it() -> None:
    asked_for = re.findall(r"url\([\"']?([^)\"']+)", CSS)

    assert len(asked_for) == 4
    assert [path for path in asked_for if not (STATIC / path).is_file()] == []
    assert "@import" not in CSS


def test_scripts_ask_for_nothing_from_elsewhere() -> None:
    for script in STATIC.glob("*.js"):
        assert re.findall(r"https?://(?!www\.w3\.org)[^\"'\s)]+", script.read_text("utf8")) == [], script.name
        assert "sourceMappingURL" not in script.read_text("utf8")


def test_the_typefaces_licence_goes_with_it() -> None:
    assert "SIL Open Font License, Version 1.1" in (STATIC / "fonts" / "OFL.txt").read_text("utf8")
    assert len(list((STATIC / "fonts").glob("*.woff2"))) == 4


def test_an_old_telephone_need_not_fetch_much() -> None:
    assert len(CSS.encode()) <= 260 * 1024
    assert sum(path.stat().st_size for path in (STATIC / "fonts").glob("*-latin-[47]00.woff2")) <= 30 * 1024
