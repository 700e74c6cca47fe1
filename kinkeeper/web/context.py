"""What every page is given."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kinkeeper.foundation.web import actor_of


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The actor, whether this is the demo, and the site's own address."""
    return {"actor": actor_of(request), "is_demo": settings.DEMO, "site_url": settings.SITE_URL}
