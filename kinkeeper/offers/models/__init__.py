"""What is kept of asking and offering."""

from kinkeeper.offers.models.asking import Asking
from kinkeeper.offers.models.attempts import Attempt
from kinkeeper.offers.models.offer import Offer
from kinkeeper.offers.models.offer_work import HandOver, Notice, ServiceSettings
from kinkeeper.offers.models.packs import Pack

__all__ = ["Asking", "Attempt", "HandOver", "Notice", "Offer", "Pack", "ServiceSettings"]
