"""A draft as it is kept, and the answers that it amounts to. People go by keys that stay when another is removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kinkeeper.offers.types import (
    UNKNOWN,
    Adult,
    Child,
    ChildOf,
    InterviewAnswers,
    NotTold,
    PassOnFor,
    Permission,
    SafeNow,
    Self,
)
from kinkeeper.people.types import Known, Reading, Tie

Body = dict[str, Any]
ME = "me"  # beside the keys of adults: the person who is asked
DAYS = frozenset({"birth_date", "told_on", "until"})


def frozen(cleaned: Mapping[str, Any]) -> Body:
    """What a form gave, as JSON can hold it."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in cleaned.items()}


def thawed(kept: Mapping[str, Any]) -> Body:
    """What a form gave, from what was kept."""
    return {name: date.fromisoformat(value) if name in DAYS and value else value for name, value in kept.items()}


def keys(body: Body, part: str) -> list[str]:
    """The keys of the adults or children named so far, in the order they were."""
    return sorted(body.get(part, {}), key=int)


def new_key(body: Body, part: str) -> str:
    """The key of the next adult or child: never one that was used before, though it was removed."""
    return str(max([int(key) for key in body.get(part, {})] + [int(body.get(f"last_{part}", 0))]) + 1)


def without(body: Body, part: str, key: str) -> Body:
    """The draft without one adult or child; whoever lived with them lives in a home of their own, until asked again."""
    left = {**body, part: {k: v for k, v in body.get(part, {}).items() if k != key}}
    left[f"last_{part}"] = max(int(key), int(body.get(f"last_{part}", 0)))
    if part == "adults":
        left["adults"] = {
            k: {**adult, "lives_with": ""} if adult.get("lives_with") == key else adult for k, adult in left["adults"].items()
        }
        left["children"] = {k: _without_adult(child, key) for k, child in body.get("children", {}).items()}
    left["homes"] = {}  # whoever is in a home changed, so what was said about each is asked again
    return left


def _without_adult(child: Body, key: str) -> Body:
    decides = {who: said for who, said in child.get("decides", {}).items() if who != key}
    return {
        **child,
        **({"carer": ""} if child.get("carer") == key else {}),
        **({"decides": decides} if "decides" in child else {}),
    }


def asked_who_decides(body: Body, key: str) -> bool:
    """Whether it was asked who may decide for this child: the person themselves, and everybody named by now."""
    return {ME, *body.get("adults", {})} <= set(body["children"][key].get("decides", {}))


def homes(body: Body) -> dict[str, tuple[list[str], list[str]]]:
    """The homes named, by the key of the first adult: keys of its adults and of its children."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for key in keys(body, "adults"):
        found.setdefault(home_of(body, key), ([], []))[0].append(key)
    for key in keys(body, "children"):
        carer = body["children"][key].get("carer", "")
        if carer in body.get("adults", {}):
            found[home_of(body, carer)][1].append(key)
    return found


def home_of(body: Body, key: str) -> str:
    """The key of the adult in whose home this adult lives: their own, unless they live with one named before."""
    other = body["adults"][key].get("lives_with", "")
    if other in body["adults"] and int(other) < int(key):
        return home_of(body, other)
    return key


def answers_from(body: Body) -> InterviewAnswers:
    """The answers that a draft amounts to. Raises KeyError when the person's own name is not there yet."""
    adults, children = keys(body, "adults"), keys(body, "children")
    place = {key: number for number, key in enumerate(adults)}
    child_place = {key: number for number, key in enumerate(children)}
    you, language, health = body["you"], body.get("language", {}), body.get("health", {})
    return InterviewAnswers(
        me=Self(
            given_name=you["given_name"],
            family_name=you["family_name"],
            known_as=you.get("known_as", ""),
            birth_date=_day(you.get("birth_date")),
            languages=language.get("languages", ""),
            interpreter=language.get("interpreter", ""),
            reading=Reading(language.get("reading") or Reading.NOT_ASKED),
            ethnicity=language.get("ethnicity", ""),
            expecting=bool(health.get("expecting")),
            baby_inside=bool(health.get("baby_inside")),
        ),
        adults=tuple(_adult(body["adults"][key], place[home_of(body, key)]) for key in adults),
        children=tuple(_child(body["children"][key], place) for key in children),
        permissions={
            place[home]: _permission(body["homes"][home], place, child_place)
            for home in homes(body)
            if home in body.get("homes", {})
        },
    )


def _adult(kept: Body, home: int) -> Adult:
    return Adult(
        given_name=kept["given_name"],
        family_name=kept.get("family_name", ""),
        tie=Tie(kept["tie"]),
        home=home,
        age=kept.get("age"),
        phone=kept.get("phone", ""),
        safe_to_ring=SafeNow(kept.get("safe_to_ring") or SafeNow.UNKNOWN),
        safe_times=kept.get("safe_times", ""),
        may_leave_message=bool(kept.get("may_leave_message")),
        languages=kept.get("languages", ""),
        address=kept.get("address", ""),
        postcode=kept.get("postcode", ""),
        country=kept.get("country", ""),
    )


def _child(kept: Body, place: Mapping[str, int]) -> Child:
    carer = place.get(kept.get("carer", ""))
    decides = kept.get("decides", {})
    return Child(
        given_name=kept["given_name"],
        family_name=kept.get("family_name", ""),
        is_my=ChildOf(kept["is_my"]),
        birth_date=_day(kept.get("birth_date")),
        age=kept.get("age"),
        carer=carer,
        carer_tie=Tie(kept["carer_tie"]) if carer is not None and kept.get("carer_tie") else None,
        elsewhere="" if carer is not None else kept.get("carer", ""),
        school=kept.get("school", ""),
        known=Known(kept.get("known") or Known.UNKNOWN),
        told_words=kept.get("told_words", ""),
        told_on=_day(kept.get("told_on")),
        mine=decides.get(ME, UNKNOWN),
        others={place[key]: said for key, said in decides.items() if key in place},
    )


def _permission(kept: Body, place: Mapping[str, int], child_place: Mapping[str, int]) -> Permission:
    if not kept.get("may"):
        return Permission()
    who = kept.get("who", [])
    return Permission(
        adults=tuple(place[key[1:]] for key in who if key.startswith("a") and key[1:] in place),
        children=tuple(child_place[key[1:]] for key in who if key.startswith("c") and key[1:] in child_place),
        team=kept.get("team", ""),
        purposes=tuple(PassOnFor(code) for code in kept.get("purposes", [])),
        until=_day(kept.get("until")),
        not_told=tuple(NotTold(code) for code in kept.get("not_told", [])),
        not_told_words=kept.get("not_told_words", ""),
    )


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
