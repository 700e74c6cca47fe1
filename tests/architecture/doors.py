"""The doors of the rooms, read from the imports themselves."""

from __future__ import annotations

import grimp

OPEN_TO_ALL = {"foundation", "design"}
DOORS = {"actions", "queries", "permissions", "types", "errors"}
# The one exception: an invented nation of ten million rows is written straight into the tables, because no action a site could
# honestly offer writes years of other people's work at once. It makes data up and reads none; the order of the rooms still
# binds it, and so does the rule that only sharing reads people.
WRITES_INVENTED_ROWS = ["demo", "scale"]
NOT_ROOMS = {"settings", "settings_for_checks", "__main__", "wsgi"}


def wrong_imports(package: str = "kinkeeper") -> list[str]:
    """Each import that goes into a room by no door, or reaches `people.queries` from elsewhere than `sharing`."""
    graph = grimp.build_graph(package, exclude_type_checking_imports=True, cache_dir=None)
    found = []
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            sentence = _wrong(importer.split(".")[1:], imported.split(".")[1:])
            if sentence:
                found.append(f"{importer} -> {imported}: {sentence}")
    return found


def _wrong(importer: list[str], imported: list[str]) -> str:
    if not importer or not imported or importer[0] == imported[0]:
        return ""
    if importer[0] in NOT_ROOMS or imported[0] in OPEN_TO_ALL or len(imported) == 1:
        return ""
    if imported[:2] == ["people", "queries"] and importer[0] != "sharing":
        return "only sharing may read people"
    if importer[-1] == "urls" and imported[-1] == "urls":
        return ""
    if importer[:2] == WRITES_INVENTED_ROWS and imported[1] in {"models", "rules"}:
        return ""
    if importer[0] == "demo" and imported[1] == "models" and imported[0] != "people":
        return ""  # the demo writes invented data alone, some of it straight into the tables
    return "" if imported[1] in DOORS else f"{imported[1]} is no door of {imported[0]}"
