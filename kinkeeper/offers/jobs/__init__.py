"""Jobs and duties of offers: importing this package registers them all."""

from kinkeeper.offers.jobs import asking, offers

__all__ = ["asking", "offers"]
