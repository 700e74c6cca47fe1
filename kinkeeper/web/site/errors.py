"""What can go wrong with the site's pages."""

from __future__ import annotations

from kinkeeper.foundation.errors import DomainError


class AddressTaken(DomainError):
    """Another page has this address."""

    reason = "address_taken"


class AddressNotRight(DomainError):
    """An address is a section, or a section and words joined by dashes."""

    reason = "address_not_right"


class AlreadyListed(DomainError):
    """The same helpline, collection or fact stands on its list already."""

    reason = "already_listed"
