"""Jobs and duties of offers: importing this package registers them all."""

from kinkeeper.offers.jobs import offers

__all__ = ["offers"]
