"""What `web` may ask of the portal."""

from kinkeeper.portal.queries.accounts import family_actor_for

__all__ = ["family_actor_for"]
