"""Who stands near to which record of the world, written by hand: to everybody else it does not exist.

This is the proofs' own word against the program's: nothing here asks `sharing`.
"""

from __future__ import annotations

from collections.abc import Mapping

from proofs.world import EXPIRED, OTHER, OWN, WITHDRAWN

_TEAM, _BRIDGES = {"nadia", "pete", "grace"}, {"ruth", "amir"}
_OWN_FAMILY = _TEAM | {"tom"}
# With Nadia's service the family agreed about the release too: that is for everybody who reaches families there, also Wen.
_OWN_CHILD = _TEAM | {"wen", "tom", "sheila", "sol"}

# By the kind of record and its state: whoever may perhaps see it. A state that is not named is near to nobody.
NEAR: Mapping[str, Mapping[str, set[str]]] = {
    "offer": {OWN: _OWN_FAMILY | {"carer"}, OTHER: _BRIDGES | {"colin", "carer-other"}, WITHDRAWN: {"tom"}},
    "check": {OWN: {"tom"}, OTHER: {"colin"}},
    "attempt": {OWN: _TEAM, OTHER: _BRIDGES},
    # Priya's team may ask whoever is received at Alderfen, by an arrangement that is younger than what ran out there.
    "asking": {OWN: {"tom", "priya"}, OTHER: {"colin"}, WITHDRAWN: {"tom", "priya"}, EXPIRED: {"priya"}},
    "period": {OWN: _OWN_FAMILY | {"priya"}, OTHER: _BRIDGES | {"colin"}, WITHDRAWN: {"tom", "priya"}, EXPIRED: {"priya"}},
    "worry": {OWN: {"tom"}, OTHER: {"colin"}},
    "match": {OWN: {"tom", "priya"}, OTHER: {"colin"}},
    "joined": {OWN: {"tom", "priya"}},
    "move": {OWN: {"amir"}},
    "question": {OWN: {"colin"}},
    "arranged": {OWN: {"bea", "tom"}},
    "permission": {OWN: {"parent"}},
    "basis": {OWN: {"sol", "ravi", "pip"}},
    "person": {OWN: _OWN_FAMILY | {"petra"}, OTHER: _BRIDGES | {"colin", "ravi"}, WITHDRAWN: {"tom"}},
    "child": {
        OWN: _OWN_CHILD | {"carer", "young", "parent"},
        OTHER: _BRIDGES | {"colin", "sheila", "carer-other"},
        WITHDRAWN: {"tom"},
    },
    "consent": {
        OWN: _OWN_CHILD | {"carer", "young", "parent"},
        OTHER: _BRIDGES | {"colin", "sheila", "carer-other"},
        WITHDRAWN: _BRIDGES | {"colin", "ravi", "carer-other"},
    },
    "disagreement": {OWN: {"grace", "petra"}, OTHER: {"amir"}},
    "glass": {OWN: {"sol", "pip", "wanda"}, OTHER: {"ravi", "pip", "wanda"}},
    "request": {OWN: _TEAM | {"wen", "petra"}, OTHER: _BRIDGES},
    "whole": {OWN: {"carer", "petra"}, OTHER: {"carer-other"}},
    "request_whole": {OWN: {"petra", "carer"}},
    "who_knows": {OWN: {"petra"}},
    "refused": {OWN: {"ines"}},
    "receipt": {},
    "member": {OWN: {"joan"}},
    "team": {OWN: {"joan"}},
    "invitation": {OWN: {"joan"}},
    "leave": {OWN: _TEAM | {"joan", "petra"}},
    "list": {OWN: {"nadia"}},
}
# Public, or a letter's own secret: who has the address may read it.
OPEN = frozenset(
    {
        "token", "link", "resource", "resource_file", "collection", "review", "entry", "report", "proposal", "prison",
        "site_page", "helpline", "slug", "oruk_service", "oruk_organization", "oruk_taxonomy",
        "oruk_term", "oruk_at",
    }
)  # fmt: skip
# Somebody who worked on an offer that was stopped is told so, at its old address, and nothing more.
TOLD_TO_STOP = {("offers:view-call-sheet", WITHDRAWN): {"nadia"}}
# Whoever may ask a parent may take back for them what they permitted, and sees of the offer that it stands on their word.
ASKS_ABOUT = {("offers:retract-permission", state): {"priya"} for state in (OWN, WITHDRAWN, EXPIRED)}


# Who has the same work at the same agency stands where the other stands; what somebody opened for an hour is their own.
_ALIKE = {"femi": "petra", "sian": "sol", "wanda": "pip"}


def near(kind: str, state: str, persona: str) -> bool:
    """Whether this persona may perhaps see a record of that kind in that state. Raises LookupError for an unknown kind."""
    who = {persona} if kind == "glass" else {persona, _ALIKE.get(persona, persona)}
    return kind in OPEN or not who.isdisjoint(NEAR[kind].get(state, set()))
