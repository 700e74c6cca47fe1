"""What all tests share."""

from __future__ import annotations

from typing import Any

import pytest

from tests.walled import put_up


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database, with its walls up."""
    with django_db_blocker.unblock():
        put_up()


@pytest.fixture(autouse=True)
def _no_way_out(request: pytest.FixtureRequest) -> None:
    """No test but a journey reaches beyond this machine, and the database is only ever on it."""
    if request.node.get_closest_marker("journey") is None:
        request.getfixturevalue("socket_disabled_but_for_here")


@pytest.fixture
def socket_disabled_but_for_here() -> object:
    """Sockets to this machine alone (the throwaway PostgreSQL listens on it)."""
    from pytest_socket import _remove_restrictions, socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)
    yield
    _remove_restrictions()
