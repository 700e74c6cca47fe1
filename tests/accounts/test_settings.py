"""Settings of signing in, checked at start: which variable is wrong, and what to put."""

from __future__ import annotations

import pytest

from kinkeeper.accounts.agency_sign_on import sign_on_servers
from kinkeeper.foundation.errors import BadSetting

GOOD = {
    "KINKEEPER_OIDC": "police",
    "KINKEEPER_OIDC_POLICE_SERVER": "https://login.example.org/",
    "KINKEEPER_OIDC_POLICE_CLIENT_ID": "kinkeeper",
    "KINKEEPER_OIDC_POLICE_SECRET": "secret",
    "KINKEEPER_OIDC_POLICE_SECOND_FACTOR": "1",
}


def test_no_servers_unless_named() -> None:
    assert sign_on_servers() == {}


def test_a_server_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)

    server = sign_on_servers()["police"]

    assert (server.title, server.server, server.asks_second_factor) == ("Police", "https://login.example.org", True)
    assert server.as_app()["settings"]["uid_field"] == "sub"
    assert server.origin == "https://login.example.org"


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("KINKEEPER_OIDC", "Police Force", "KINKEEPER_OIDC holds 'Police Force'. Put short names"),
        ("KINKEEPER_OIDC_POLICE_SERVER", "", "KINKEEPER_OIDC_POLICE_SERVER is missing. Put the address"),
        ("KINKEEPER_OIDC_POLICE_SERVER", "http://login.example.org", "Put an address that begins with https://"),
        ("KINKEEPER_OIDC_POLICE_CLIENT_ID", "", "KINKEEPER_OIDC_POLICE_CLIENT_ID is missing"),
        ("KINKEEPER_OIDC_POLICE_SECRET", "", "KINKEEPER_OIDC_POLICE_SECRET is missing"),
        ("KINKEEPER_OIDC_POLICE_SECOND_FACTOR", "maybe", "Put 1 for yes or 0 for no"),
    ],
)
def test_a_wrong_one_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str) -> None:
    for name, good in {**GOOD, variable: value}.items():
        monkeypatch.setenv(name, good)

    with pytest.raises(BadSetting) as problem:
        sign_on_servers()

    assert says in str(problem.value)
