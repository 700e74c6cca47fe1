"""Which page follows which, and what each fills in of the draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kinkeeper.offers.forms.interview import (
    AdultForm,
    AnotherForm,
    ChildForm,
    ChildHomeForm,
    DecidesForm,
    HealthForm,
    HomePermissionForm,
    LanguageForm,
    StepForm,
    YouForm,
)
from kinkeeper.offers.queries.asking_words import TIES
from kinkeeper.offers.rules import interview_draft as drafts
from kinkeeper.offers.rules.interview_draft import Body
from kinkeeper.people.types import Tie

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Team
    from kinkeeper.foundation.jurisdiction import Responsibility
    from kinkeeper.offers.models import Asking

Way = tuple[str, ...]  # the parts of an address: a step, and the key of whom it is about


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its form, what the draft holds of it, how it is kept, and what comes before and after."""

    name: str
    page: str
    title: Any
    form: Callable[..., StepForm]
    kept: Body
    keep: Callable[[Body, Body], Body]
    before: Way
    following: Callable[[Body, Mapping[str, Any]], Way]
    key: str = ""
    lead: Any = ""
    people: tuple[tuple[str, str], ...] = ()  # who has been named so far: key and words
    law: str = ""  # on what the page rests


def step_for(name: str, key: str, body: Body, teams: Sequence[Team], law: Responsibility) -> Step | None:
    """The page of that name, about that adult, child or home; None when there is none now."""
    if name in _PLAIN and not key:
        return _plain(name, body)
    if name == "adult" and (key in body.get("adults", {}) or key == drafts.new_key(body, "adults")):
        return _adult(key, body)
    if name == "child" and (key in body.get("children", {}) or key == drafts.new_key(body, "children")):
        return _child(key, body)
    if name == "child-home" and key in body.get("children", {}):
        return _child_home(key, body)
    if name == "child-decides" and key in body.get("children", {}):
        return _child_decides(key, body, law)
    if name in {"adults", "children"} and not key:
        return _another(name, body)
    if name == "home" and key in drafts.homes(body):
        return _home(key, body, teams)
    return None


def first_open(body: Body) -> str:
    """The first page not yet answered, as its address; "review" when all are."""
    for name in _PLAIN:
        if name not in body:
            return name
    if not body.get("adults_done"):
        return "adults" if body.get("adults") else "adult/1"
    for key in drafts.keys(body, "children"):
        if "carer" not in body["children"][key]:
            return f"child-home/{key}"
        if not drafts.asked_who_decides(body, key):
            return f"child-decides/{key}"
    if not body.get("children_done"):
        return "children"
    for home in drafts.homes(body):
        if home not in body.get("homes", {}):
            return f"home/{home}"
    return "review"


def begun(asking: Asking) -> Body:
    """A draft with nothing in it yet. In a prison for men alone the page about a baby is not asked, only offered."""
    return {"health": {}} if asking.prison.male and not asking.prison.female else {}


def finished(body: Body) -> bool:
    """Whether every page has been answered."""
    return first_open(body) == "review"


_PLAIN: dict[str, tuple[type[StepForm], Any, Any]] = {
    "you": (YouForm, _("About you"), ""),
    "language": (LanguageForm, _("Language and reading"), _("So that what we give you and your family fits.")),
    "health": (HealthForm, _("A baby"), ""),
}


def _plain(name: str, body: Body) -> Step:
    names = list(_PLAIN)
    place = names.index(name)
    form, title, lead = _PLAIN[name]
    return Step(
        name=name,
        page="step",
        title=title,
        lead=lead,
        form=form,
        kept=body.get(name, {}),
        keep=lambda all_kept, kept: {**all_kept, name: kept},
        before=(names[place - 1],) if place else (),
        following=lambda after, said: _after_plain(after, names[place + 1 :]),
    )


def _after_plain(body: Body, left: Sequence[str]) -> Way:
    for name in left:
        if body.get(name) or name not in body:
            return (name,)
    return _to(first_open_of(body, "adults"))


def first_open_of(body: Body, part: str) -> str:
    """The hub of a part, or its first person where nobody has been named and nothing was said of it."""
    if part == "adults" and not body.get("adults") and not body.get("adults_done"):
        return "adult/1"
    return part


def _to(address: str) -> Way:
    return tuple(address.split("/"))


def _adult(key: str, body: Body) -> Step:
    others = [
        (other, _name(body["adults"][other]))
        for other in drafts.keys(body, "adults")
        if int(other) < int(key) and drafts.home_of(body, other) == other
    ]
    kept = body.get("adults", {}).get(key, {})
    return Step(
        name="adult",
        key=key,
        page="adult",
        title=_("Somebody outside"),
        lead=_("Somebody who should know, or who has the children. Grown-ups first; the children come next."),
        form=partial(AdultForm, others=others),
        kept={**kept, "lives_with": kept.get("lives_with") or "none"} if kept else {},
        keep=lambda all_kept, said: _put(all_kept, "adults", key, said),
        before=("adults",) if body.get("adults") else ("health",),
        following=lambda after, said: ("adults",),
    )


def _child(key: str, body: Body) -> Step:
    return Step(
        name="child",
        key=key,
        page="step",
        title=_("A child"),
        form=ChildForm,
        kept=body.get("children", {}).get(key, {}),
        keep=lambda all_kept, said: _put(all_kept, "children", key, said),
        before=("children",),
        following=lambda after, said: ("child-home", key),
    )


def _child_home(key: str, body: Body) -> Step:
    child = body["children"][key]
    return Step(
        name="child-home",
        key=key,
        page="child-home",
        title=_("Where %(name)s lives, and what they know") % {"name": child["given_name"]},
        form=partial(ChildHomeForm, carers=[(adult, _name(body["adults"][adult])) for adult in drafts.keys(body, "adults")]),
        kept=child,
        keep=lambda all_kept, said: _put(all_kept, "children", key, said),
        before=("child", key),
        following=lambda after, said: ("child-decides", key),
    )


def _child_decides(key: str, body: Body, law: Responsibility) -> Step:
    people = [(drafts.ME, _("You")), *((adult, _who("adults", body["adults"][adult])) for adult in drafts.keys(body, "adults"))]
    return Step(
        name="child-decides",
        key=key,
        page="child-decides",
        title=_("Who has %(responsibility)s for %(name)s?")
        % {"responsibility": law.name, "name": body["children"][key]["given_name"]},
        lead=law.explained,
        law=law.law,
        form=partial(DecidesForm, people=people, law=law),
        kept=body["children"][key].get("decides", {}),
        keep=lambda all_kept, said: _put(all_kept, "children", key, said),
        before=("child-home", key),
        following=lambda after, said: ("children",),
    )


def _another(part: str, body: Body) -> Step:
    people = tuple((key, _who(part, body[part][key])) for key in drafts.keys(body, part)) if body.get(part) else ()
    is_adults = part == "adults"
    if is_adults:
        title = _("Who is outside")
        question = _("Is there anybody else we should know of?") if people else _("Is there a grown-up we should know of?")
    else:
        title = _("Children")
        question = _("Is there another child?") if people else _("Do you have children, or does any child depend on you?")
    one = "adult" if is_adults else "child"
    return Step(
        name=part,
        page="another",
        title=title,
        form=partial(AnotherForm, question=question),
        kept={"another": "no"} if body.get(f"{part}_done") else {},
        keep=lambda all_kept, said: {**all_kept, f"{part}_done": not said["another"]},
        before=("health",) if is_adults else ("adults",),
        following=lambda after, said: (
            (one, drafts.new_key(after, part)) if said["another"] else ("children",) if is_adults else _to(first_open(after))
        ),
        people=people,
    )


def _home(key: str, body: Body, teams: Sequence[Team]) -> Step:
    homes = drafts.homes(body)
    adults, children = homes[key]
    order = list(homes)
    place = order.index(key)
    return Step(
        name="home",
        key=key,
        page="home",
        title=_("%(name)s’s home") % {"name": body["adults"][key]["given_name"]},
        form=partial(
            HomePermissionForm,
            adults=[(adult, _who("adults", body["adults"][adult])) for adult in adults],
            children=[(child, _who("children", body["children"][child])) for child in children],
            teams=teams,
        ),
        kept=body.get("homes", {}).get(key, {}),
        keep=lambda all_kept, said: {**all_kept, "homes": {**all_kept.get("homes", {}), key: said}},
        before=("home", order[place - 1]) if place else ("children",),
        following=lambda after, said: ("home", order[place + 1]) if place + 1 < len(order) else _to(first_open(after)),
        people=tuple(
            (person, str(name))
            for person, name in [
                *((adult, _who("adults", body["adults"][adult])) for adult in adults),
                *((child, _who("children", body["children"][child])) for child in children),
            ]
        ),
    )


def _put(body: Body, part: str, key: str, said: Body) -> Body:
    """The draft with one person written. Who is in which home may have changed: homes that changed are asked about again."""
    people = {**body.get(part, {}), key: {**body.get(part, {}).get(key, {}), **said}}
    after = {**body, part: people, f"last_{part}": max(int(key), int(body.get(f"last_{part}", 0)))}
    before, now = drafts.homes(body), drafts.homes(after)
    after["homes"] = {home: kept for home, kept in body.get("homes", {}).items() if before.get(home) == now.get(home)}
    return after


def _name(person: Body) -> str:
    return f"{person['given_name']} {person.get('family_name', '')}".strip()


def _who(part: str, person: Body) -> str:
    if part == "adults":
        return f"{_name(person)} ({TIES[Tie(person['tie'])]})"
    return _name(person)
