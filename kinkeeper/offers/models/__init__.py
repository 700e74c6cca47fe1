"""What is kept of asking and offering."""

from kinkeeper.offers.models.asking import Asking
from kinkeeper.offers.models.offer import Offer

__all__ = ["Asking", "Offer"]
