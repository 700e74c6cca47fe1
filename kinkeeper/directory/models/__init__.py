"""The directory's tables. Everything here is public, save who looks after an entry."""

from kinkeeper.directory.models.care import Change, FeedState, Proposal, Report, StillRight
from kinkeeper.directory.models.entries import (
    Location,
    Organisation,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    ServicePrison,
    Taxonomy,
    Term,
)
from kinkeeper.directory.models.helplines import Helpline
from kinkeeper.directory.models.places import Outline, Place, PrisonPage

__all__ = [
    "Change",
    "FeedState",
    "Helpline",
    "Location",
    "Organisation",
    "Outline",
    "Phone",
    "Place",
    "PrisonPage",
    "Proposal",
    "Report",
    "Schedule",
    "Service",
    "ServiceAtLocation",
    "ServicePrison",
    "StillRight",
    "Taxonomy",
    "Term",
]
