"""From a request to a pack: reads the words of the jurisdiction, then composes by the rules."""

from __future__ import annotations

from kinkeeper.foundation.jurisdiction import jurisdiction
from kinkeeper.offers.packs import rules
from kinkeeper.offers.packs.content import library
from kinkeeper.offers.packs.types import Pack, PackRequest


def make_pack(request: PackRequest) -> Pack:
    """The pack for that request. Raises BadTable when there is no such jurisdiction. Same request, same pack."""
    return rules.compose(request, jurisdiction(request.jurisdiction), library(request.jurisdiction))
