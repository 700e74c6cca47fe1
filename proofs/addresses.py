"""Every address of the site, from the resolver itself, and what may stand in each: a new part has to be named here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

from kinkeeper.portal.types import RequestKind
from kinkeeper.sharing.types import Purpose

# What an address holds: a kind of record of the world ("offer"), or one of some fixed words.
Part = str | tuple[str, ...]
Records = Mapping[str, Mapping[str, str]]

_FORMS = ("pdf", "json")
_FILES = ("ris", "bib", "json")
_PURPOSES = (Purpose.SUPPORT_EDUCATION.value, Purpose.PLAN_RELEASE.value)
_KINDS = (RequestKind.MESSAGE.value, RequestKind.EVERYTHING.value)
_STEPS = ("you", "adult", "review")


def _alike(parts: Mapping[str, Part], *names: str) -> dict[str, Mapping[str, Part]]:
    return dict.fromkeys(names, parts)


# By the name of the route, or else by its room, what stands for each part.
_OF_ROUTE: Mapping[str, Mapping[str, Part]] = {
    "account_reset_password_from_key": {"uidb36": ("1",), "key": ("set-password", "a-b")},
    "mfa_remove_webauthn": {"pk": ("1",)},
    "openid_connect_login": {"provider_id": ("county",)},
    "openid_connect_callback": {"provider_id": ("county",)},
    "agencies:edit-member": {"reference": "member"},
    "agencies:end-membership": {"reference": "member"},
    "agencies:renew-second-factor": {"reference": "member"},
    "agencies:resend-invitation": {"reference": "invitation"},
    "agencies:revoke-invitation": {"reference": "invitation"},
    "agencies:accept-invitation": {"token": "token"},
    "agencies:edit-team": {"reference": "team"},
    "agencies:take-back-leave": {"reference": "leave"},
    **_alike({"reference": "collection"},
        "library:show-collection", "library:print-collection",
        "library:edit-collection", "library:remove-collection"),
    "library:download-collection": {"reference": "collection", "form": _FILES},
    "library:take-off-collection": {"reference": "collection", "resource": "resource"},
    **_alike({"reference": "list"}, "library:show-list", "library:print-list", "library:remove-list"),
    "library:download-list": {"reference": "list", "form": _FILES},
    "library:take-resource": {"reference": "list", "resource": "resource"},
    "library:decide-review": {"reference": "review"},
    "library:*": {"reference": "resource", "form": _FILES, "file": "resource_file"},
    "directory:show-prison": {"code": "prison"},
    "directory:edit-prison": {"code": "prison"},
    "directory:answer-letter": {"link": "link"},
    "directory:handle-report": {"reference": "report"},
    "directory:decide-proposal": {"reference": "proposal"},
    "directory:*": {"reference": "entry"},
    "oruk:service": {"id": "oruk_service"},
    "oruk:organization": {"id": "oruk_organization"},
    "oruk:taxonomy": {"id": "oruk_taxonomy"},
    "oruk:taxonomy_term": {"id": "oruk_term"},
    "oruk:service_at_location": {"id": "oruk_at"},
    **_alike(
        {"kind": ("helplines",), "reference": "helpline", "number": ("1", "99")},
        "site:edit-listed", "site:preview-listed", "site:publish-listed", "site:restore-listed",
    ),
    "site:add-listed": {"kind": ("collections", "facts")},
    "site:show-page": {"slug": "slug"},
    "site:*": {"reference": "site_page", "number": ("1", "99")},
    "offers:answer-worry": {"reference": "worry"},
    "offers:answer-check": {"reference": "check"},
    "offers:answer-match": {"reference": "match"},
    "offers:part-match": {"reference": "joined"},
    "offers:end-arrangement": {"team": "arranged"},
    "offers:take-on-family": {"reference": "move"},
    "offers:ask-about-service": {"reference": "question"},
    **_alike(
        {"reference": "asking"},
            "offers:show-asking", "offers:record-card", "offers:view-carer-rule", "offers:view-agreement",
            "offers:ask-again", "offers:undo-permission", "offers:ask-permission", "offers:record-refusal", "offers:drop-draft",
    ),
    "offers:retract-permission": {"reference": "asking", "offer": "offer"},
    "offers:remove-person": {"reference": "asking", "part": ("adults", "children"), "key": ("0",)},
    "offers:take-step": {"reference": "asking", "step": _STEPS, "key": ("0",)},
    "offers:strike-out-attempt": {"reference": "offer", "attempt": "attempt"},
    "offers:*": {"reference": "offer"},
    "portal:answer-offer": {"reference": "offer"},
    "portal:read-pack": {"reference": "offer"},
    "portal:open-person": {"reference": "offer"},
    "portal:say": {"kind": _KINDS},
    "portal:take-everything": {"reference": "whole", "form": _FORMS},
    "portal:agree": {"person": "child", "purpose": _PURPOSES},
    "portal:my-agreement": {"reference": "consent"},
    "portal:say-no": {"reference": "consent"},
    "portal:my-permission": {"reference": "permission"},
    "portal:say-for": {"reference": "person", "kind": _KINDS},
    "portal:agree-for": {"reference": "child", "giver": "person", "purpose": _PURPOSES},
    **_alike({"reference": "child", "consent": "consent"},
        "portal:view-consent", "portal:make-smaller", "portal:say-again-letter", "portal:read-scan"),
    "portal:carer-changed": {"reference": "child"},
    "portal:begin-agreeing-for": {"reference": "child"},
    "portal:view-request": {"reference": "request"},
    "portal:print-record": {"reference": "whole"},
    "portal:print-who-knows": {"reference": "who_knows"},
    "portal:review-basis": {"reference": "basis"},
    "portal:decide-disagreement": {"reference": "disagreement"},
    "portal:*": {"reference": "person"},
    "glass:*": {"reference": "glass"},
    "intake:api:custody-events-receipt": {"reference": "receipt"},
    "intake:show-refused": {"reference": "refused"},
    "intake:*": {"reference": "period"},
}  # fmt: skip


class UnknownPart(LookupError):
    """An address has a part of which the proofs do not know what to put there: it would go unproved."""


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern: its name and path, as the resolver has them, and what stands for each of its parts, in order."""

    name: str
    path: str  # "families/{reference}/attempt/"
    parts: tuple[tuple[str, Part], ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of record that its addresses name."""
        return tuple(part for _, part in self.parts if isinstance(part, str))

    def addresses(self, records: Records, states: Sequence[str], *, first: bool = False) -> list[Address]:
        """Its addresses for records in these states, one for each of `kinds`. None where there is no such record.

        `first` leaves all but the first of the fixed words out.
        """
        left, choices, named = list(states), [], []
        for place, (_, part) in enumerate(self.parts):
            if isinstance(part, str):
                found = records.get(part, {}).get(left.pop(0), "")
                if not found:
                    return []
                choices.append((found,))
                named.append(place)
            else:
                choices.append(part[:1] if first else part)
        names = [name for name, _ in self.parts]
        return [
            Address("/" + self.path.format(**dict(zip(names, chosen, strict=True))), tuple(chosen[place] for place in named))
            for chosen in product(*choices)
        ]


@dataclass(frozen=True, slots=True)
class Address:
    """A path, and the references of records that stand in it."""

    path: str
    references: tuple[str, ...] = ()


def every_route() -> list[Route]:
    """Every pattern of every room. Raises UnknownPart for a part that nobody has named."""
    return [_route(name, path, parts) for name, path, parts in _walk(get_resolver().url_patterns, "", "")]


def _walk(patterns: list[URLPattern | URLResolver], before: str, room: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for found in patterns:
        if isinstance(found, URLResolver):
            within = f"{room}{found.namespace}:" if found.namespace else room
            yield from _walk(found.url_patterns, before + _plain(found), within)
        else:
            yield f"{room}{found.name}", before + _plain(found), tuple(_parts_of(found))


def _plain(found: URLPattern | URLResolver) -> str:
    """The pattern as a path to fill in, whichever way it is written."""
    path, parts = normalize(found.pattern.regex.pattern.replace(r"\Z", ""))[0]
    for part in parts:
        path = path.replace(f"%({part})s", "{" + part + "}")
    return str(path)


def _parts_of(found: URLPattern) -> list[str]:
    return [part for part, _ in sorted(found.pattern.regex.groupindex.items(), key=lambda named: named[1])]


def _route(name: str, path: str, parts: tuple[str, ...]) -> Route:
    room = name.rsplit(":", 1)[0] if ":" in name else ""
    known = _OF_ROUTE.get(name) or _OF_ROUTE.get(f"{room}:*") or {}
    missing = [part for part in parts if part not in known]
    if missing:
        raise UnknownPart(f"{name} ({path}): say in proofs/addresses.py what stands for {', '.join(missing)}")
    return Route(name, path, tuple((part, known[part]) for part in parts))
