"""The paper kit: asking about children where there is no screen, in the words and titles of one jurisdiction."""

from __future__ import annotations

from datetime import date

from kinkeeper.foundation.jurisdiction import RoleName, jurisdiction
from kinkeeper.offers.packs.paper import MONTHS, set_in_type
from kinkeeper.offers.packs.types import Kit

# Raise this whenever the words of a form change, so that an old sheet can be told from a new one.
ISSUED = date(2026, 11, 20)
TITLES = {
    Kit.FIRST_NIGHT_CARD: "First-night card",
    Kit.INTERVIEW: "Induction interview",
    Kit.CONSENT_SLIP: "Consent slip",
}


def render_kit(which: Kit, place: str, service: str = "The family service") -> bytes:
    """One form as a tagged PDF on A4, to be printed and filled in by hand. `service` is whom details are passed to.

    Permission is asked on a sheet of its own that has room for no name. Raises BadTable for an unknown jurisdiction.
    """
    found = jurisdiction(place)
    fostering = found.private_fostering
    data = {
        "which": which.value,
        "title": TITLES[which],
        "place": found.name,
        "issued": f"{MONTHS[ISSUED.month - 1]} {ISSUED.year}",
        "family_officer": found.roles[RoleName.FAMILY_OFFICER],
        "duty_team": found.roles[RoleName.DUTY_TEAM],
        "days": str(fostering.days) if fostering else "",
        "tell": fostering.tell if fostering else "",
        "service": service,
    }
    return set_in_type("kit.typ", data, ISSUED)
