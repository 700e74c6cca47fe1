"""What is kept of asking and offering."""

from kinkeeper.offers.models.asking import Asking
from kinkeeper.offers.models.attempts import Attempt
from kinkeeper.offers.models.card import FirstNightCard
from kinkeeper.offers.models.check import AskingArrangement, AskingTimes, CheckAlert, PublicProtectionCheck
from kinkeeper.offers.models.interview import Draft, Interview, PermissionGiven, RefusalTally
from kinkeeper.offers.models.moves import ServiceMove
from kinkeeper.offers.models.offer import Offer
from kinkeeper.offers.models.offer_work import HandOver, Notice, ServiceSettings
from kinkeeper.offers.models.packs import Pack
from kinkeeper.offers.models.safety import DutyCall, SafetyCheck

__all__ = [
    "Asking",
    "AskingArrangement",
    "AskingTimes",
    "Attempt",
    "CheckAlert",
    "Draft",
    "DutyCall",
    "FirstNightCard",
    "HandOver",
    "Interview",
    "Notice",
    "Offer",
    "Pack",
    "PermissionGiven",
    "PublicProtectionCheck",
    "RefusalTally",
    "SafetyCheck",
    "ServiceMove",
    "ServiceSettings",
]
