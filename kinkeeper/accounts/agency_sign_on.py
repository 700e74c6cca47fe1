"""The agencies' own sign-on servers (OpenID Connect), read from the environment and checked at start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kinkeeper.foundation import environment as env
from kinkeeper.foundation.errors import BadSetting


@dataclass(frozen=True, slots=True)
class SignOnServer:
    """One agency's server. `asks_second_factor`: it asks for a second factor itself, so we do not ask again."""

    name: str
    title: str
    server: str
    client_id: str
    secret: str
    asks_second_factor: bool

    @property
    def origin(self) -> str:
        """Scheme and host, as a content security policy names it."""
        parts = urlsplit(self.server)
        return f"{parts.scheme}://{parts.netloc}"

    def as_app(self) -> dict[str, Any]:
        """The shape in which allauth reads a server from settings."""
        return {
            "provider_id": self.name,
            "name": self.title,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {"server_url": self.server, "uid_field": "sub"},
        }


def sign_on_servers() -> dict[str, SignOnServer]:
    """The servers named in KINKEEPER_OIDC (short names, parted by commas), by short name.

    Each has KINKEEPER_OIDC_<NAME>_SERVER, _CLIENT_ID, _SECRET, and may have _TITLE and _SECOND_FACTOR.
    Raises BadSetting, naming the variable, when one is missing or wrong.
    """
    return {name: _server(name) for name in env.listed("KINKEEPER_OIDC")}


def _server(name: str) -> SignOnServer:
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,30}", name):
        raise BadSetting(
            f"KINKEEPER_OIDC holds {name!r}. Put short names of small letters and numbers, such as police,prisons."
        )
    prefix = f"KINKEEPER_OIDC_{name.upper()}"
    address = _needed(f"{prefix}_SERVER", "the address of the agency's sign-on server, such as https://login.example.org")
    if not address.startswith("https://"):
        raise BadSetting(f"{prefix}_SERVER is {address!r}. Put an address that begins with https://.")
    return SignOnServer(
        name=name,
        title=env.text(f"{prefix}_TITLE", name.replace("_", " ").title()),
        server=address.rstrip("/"),
        client_id=_needed(f"{prefix}_CLIENT_ID", "the name under which the agency registered this site"),
        secret=_needed(f"{prefix}_SECRET", "the secret that the agency gave for this site"),
        asks_second_factor=env.switch(f"{prefix}_SECOND_FACTOR"),
    )


def _needed(variable: str, what: str) -> str:
    value = env.text(variable)
    if not value:
        raise BadSetting(f"{variable} is missing. Put {what}.")
    return value
