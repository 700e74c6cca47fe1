"""Where each role's work is: the menu of every page and the cards of the home page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kinkeeper.agencies.permissions import may_keep_duty_team
from kinkeeper.agencies.queries import agency_of
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.web import address_of

REACHING_ROLES = frozenset({Role.LINK_WORKER, Role.TEAM_LEAD})
ASKING_ROLES = frozenset({Role.FAMILY_OFFICER, Role.PROBATION_OFFICER, Role.LINK_WORKER})
_CHECKS = frozenset({Role.FAMILY_OFFICER})
_FEEDS = frozenset({Role.FEED_MANAGER})
_MEMBERS = frozenset({Role.ADMINISTRATOR})
SETTERS = frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR})
_EDITORS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
WORRY_ROLES = ASKING_ROLES | {Role.TEAM_LEAD}


# The open wing alone has no rooms that hold families' data, and so no places in them.
_SHUT = frozenset({"offers", "intake", "portal", "glass"}) if settings.WING == "open" else frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """One place of work: its words, its page, what is done there, and whose it is. In the menu unless `menu` is False.

    `where` says for whom of these roles it is there: an officer of a prison asks, a link worker only where it was arranged.
    """

    words: Any
    page: str
    does: Any
    roles: frozenset[Role]
    menu: bool = True
    where: Callable[[Actor], bool] | None = None


def _asks(actor: Actor) -> bool:
    from kinkeeper.offers.queries import asks_elsewhere

    return actor.role in {Role.FAMILY_OFFICER, Role.TEAM_LEAD} or asks_elsewhere(actor)


def _sets_asking(actor: Actor) -> bool:
    from kinkeeper.offers.permissions import may_set_asking

    return bool(may_set_asking(actor))


def _sets_offering(actor: Actor) -> bool:
    return agency_of(actor).kind == AgencyKind.FAMILY_SERVICE


def _keeps_duty_team(actor: Actor) -> bool:
    return bool(may_keep_duty_team(actor, agency_of(actor)))


PLACES = (
    Place(
        _("Families to reach"), "offers:list-families-to-reach", _("Who to ring, the least time left first."), REACHING_ROLES
    ),
    Place(_("Packs"), "offers:list-packs-due", _("Print and post the packs that are due."), REACHING_ROLES),
    Place(
        _("People received"),
        "offers:list-received",
        _("Ask parents about their children, and for permission."),
        ASKING_ROLES,
        where=_asks,
    ),
    Place(_("Checks"), "offers:list-checks", _("Answer the public-protection check, then pass families on."), _CHECKS),
    Place(
        _("To look at"),
        "intake:list-to-look-at",
        _("Releases that wait for your word, and stays the program will not decide on."),
        frozenset({Role.FAMILY_OFFICER, Role.PROBATION_OFFICER}),
        menu=False,
    ),
    Place(
        _("Moved, needs a service"),
        "offers:list-moved",
        _("Families whose parent was moved: say who goes on with them."),
        frozenset({Role.TEAM_LEAD}),
        menu=False,
    ),
    Place(
        _("Worries"),
        "offers:list-worries",
        _("Children who may not be safe, until the duty team has answered."),
        WORRY_ROLES,
        where=_asks,
    ),
    Place(_("Figures"), "offers:view-figures", _("How many, and whether in time."), REACHING_ROLES | _CHECKS),
    Place(
        _("Same person?"),
        "offers:list-matches",
        _("People who may have been named twice."),
        REACHING_ROLES | _CHECKS,
        menu=False,
    ),
    Place(
        _("May be asked again"),
        "offers:list-families-to-ask-again",
        _("Families who said no, or were not reached: gently, when there is a reason."),
        REACHING_ROLES,
        menu=False,
    ),
    Place(
        _("What families ask"),
        "portal:list-requests",
        _("Messages, corrections and copies of records that wait for an answer."),
        frozenset({Role.LINK_WORKER, Role.TEAM_LEAD, Role.FAMILY_OFFICER, Role.SOCIAL_WORKER, Role.PRIVACY_LEAD}),
        menu=False,
    ),
    Place(
        _("Agreements"),
        "portal:list-words",
        _("Two people who disagree, agreements that end, reviews that are due."),
        frozenset({Role.LINK_WORKER, Role.TEAM_LEAD, Role.SOCIAL_WORKER, Role.REVIEWING_OFFICER, Role.PRIVACY_LEAD}),
        menu=False,
    ),
    Place(
        _("Records opened in an emergency"),
        "glass:openings",
        _("Open one record for an hour to keep a child safe."),
        frozenset({Role.SOCIAL_WORKER, Role.REVIEWING_OFFICER}),
        menu=False,
    ),
    Place(
        _("Records opened in an emergency"),
        "glass:openings",
        _("Look at why a record was opened, and say whether it was right."),
        frozenset({Role.PRIVACY_LEAD}),
        menu=False,
    ),
    Place(_("Find help"), "directory:find-help", _("Services near a family, the nearest first."), frozenset(Role), menu=False),
    Place(
        _("Library"),
        "library:show-library",
        _("Books, films and guides, and your own reading lists."),
        frozenset(Role),
        menu=False,
    ),
    Place(_("Refused events"), "intake:list-refused", _("What the feed sent that could not be taken."), _FEEDS),
    Place(_("Directory"), "directory:show-desk", _("Reports, changes and lists of services."), _EDITORS, menu=False),
    Place(_("Public site"), "site:show-desk", _("Pages, helplines, collections and facts."), _EDITORS, menu=False),
    Place(_("Members"), "agencies:list-members", _("Invite colleagues, keep roles and teams."), _MEMBERS),
    Place(_("Teams"), "agencies:list-teams", _("Who works together, and covers for whom."), _MEMBERS),
    Place(
        _("How your service works"),
        "offers:edit-service-settings",
        _("Tries, reminders, and how long details are kept."),
        frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR}),
        menu=False,
        where=_sets_offering,
    ),
    Place(
        _("How your prison asks"),
        "offers:edit-asking",
        _("Times of asking, and who asks beside your officers."),
        SETTERS,
        menu=False,
        where=_sets_asking,
    ),
    Place(
        _("Your duty team"),
        "agencies:edit-duty-team",
        _("The numbers that are rung about a child, by day and at night."),
        SETTERS,
        menu=False,
        where=_keeps_duty_team,
    ),
    Place(_("Days away"), "agencies:show-away", _("Say when you are away, and who covers."), frozenset(Role), menu=False),
)


def places_of(actor: Actor, *, in_menu: bool = False) -> Iterator[Place]:
    """The places of work of this actor, in order; with `in_menu` those of the menu alone. What two places ask is asked once."""
    if not actor.is_staff:
        return
    asked: dict[Callable[[Actor], bool], bool] = {}
    for place in PLACES:
        if actor.role not in place.roles or place.page.split(":")[0] in _SHUT or (in_menu and not place.menu):
            continue
        if place.where is not None and place.where not in asked:
            asked[place.where] = place.where(actor)
        if place.where is None or asked[place.where]:
            yield place


def open_menu(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """The open wing's menu, for whoever is not at work here."""
    places = _open_places(get_language(), get_script_prefix())
    return [(words, address, request.path.startswith(address)) for words, address in places]


def open_foot() -> Sequence[tuple[str, str]]:
    """The quieter pages of the open wing, at the foot of every page."""
    return _open_foot(get_language(), get_script_prefix())


# These stand on every page and are the same for everybody: they are put together once a process, for each language.


@cache
def _open_places(_language: str | None, _mounted_at: str) -> Sequence[tuple[str, str]]:
    places = (
        (_("Find help"), reverse("directory:find-help")),
        (_("Library"), reverse("library:show-library")),
        (_("Step by step"), _page("steps")),
        (_("Young people"), _page("young")),
        (_("Looking after a child"), _page("carers")),
        (_("For people at work"), _page("sectors")),
    )
    return tuple((str(words), address) for words, address in places)


@cache
def _open_foot(_language: str | None, _mounted_at: str) -> Sequence[tuple[str, str]]:
    places = (
        (_("Search"), reverse("search:show-search")),
        (_("Easy Read"), _page("easy")),
        (_("For a parent inside"), _page("away")),
        (_("Rights"), _page("rights")),
        (_("Facts and figures"), _page("facts")),
        (_("Words explained"), _page("words")),
        (_("About this site"), _page("read/about")),
    )
    return tuple((str(words), address) for words, address in places)


def _page(slug: str) -> str:
    return reverse("site:show-page", args=[slug])


def menu_for(request: HttpRequest, actor: Actor) -> list[tuple[str, str, bool]]:
    """The menu: words, address, and whether it is this page."""
    return [
        (str(place.words), address, request.path == address)
        for place in places_of(actor, in_menu=True)
        for address in [address_of(place.page)]
    ]
