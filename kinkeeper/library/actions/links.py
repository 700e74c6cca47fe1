"""Do the addresses in the library still answer? Asked by job, only where the site has switched it on."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import Q

from kinkeeper.foundation.clock import now
from kinkeeper.library.models import LinkCheck, Resource
from kinkeeper.library.rules.drafting import is_web_address

EVERY = timedelta(days=30)
SECONDS = 10
MOST_MOVES = 4
AT_A_TIME = 20
MOVED = frozenset({301, 302, 303, 307, 308})
HEAD_REFUSED = frozenset({403, 405, 501})  # some servers answer only to what a reader's browser asks


def check_some_links(*, limit: int = AT_A_TIME) -> int:
    """Ask for addresses not asked for in a month, at most `limit`; answers how many. None while the switch is off."""
    if not settings.LIBRARY_LINK_CHECKS:
        return 0
    due = Q(link_check__isnull=True) | Q(link_check__checked_at__lt=now() - EVERY)
    resources = list(Resource.objects.filter(due, deleted_at__isnull=True).exclude(url="").order_by("id")[:limit])
    for resource in resources:
        works, found = look(resource.url)
        LinkCheck.objects.update_or_create(
            resource=resource,
            defaults={"address": resource.url, "works": works, "found": found[:60], "checked_at": now()},
        )
    return len(resources)


def look(address: str, *, seconds: float = SECONDS, public_only: bool = True) -> tuple[bool, str]:
    """Whether an address answers within `seconds` a step, and what it said.

    Only public addresses on the usual ports are ever asked, moves included, unless `public_only` is off.
    """
    try:
        for _move in range(MOST_MOVES + 1):
            if not is_web_address(address):
                return False, "not a web address"
            status, elsewhere = _ask(address, "HEAD", seconds, public_only=public_only)
            if status in HEAD_REFUSED:
                status, elsewhere = _ask(address, "GET", seconds, public_only=public_only)
            if status in MOVED and elsewhere:
                address = urljoin(address, elsewhere)
                continue
            return status < 400, f"status {status}"
    except (OSError, HTTPException, ValueError) as problem:
        return False, type(problem).__name__
    return False, "moved too often"


def _ask(address: str, method: str, seconds: float, *, public_only: bool) -> tuple[int, str]:
    """The status and where it leads; of a page's own text nothing is read."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    if public_only and port not in {80, 443}:
        raise ValueError("not a usual port")
    connection = (HTTPSConnection if secure else HTTPConnection)(host, port, timeout=seconds)
    try:
        connection.connect()
        # An editor must not be able to look around in this machine's own networks. Asked of the connection itself:
        # what a name meant a moment ago may not be what it means now.
        if public_only and not ipaddress.ip_address(connection.sock.getpeername()[0]).is_global:
            raise ValueError("not a public address")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, headers={"User-Agent": "Kinkeeper library link check"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or ""
    finally:
        connection.close()
