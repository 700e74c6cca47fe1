"""Settings from the environment, checked at start: which variable is wrong, and what to put."""

from __future__ import annotations

import os
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url

from kinkeeper.foundation.errors import BadSetting

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"", "0", "false", "no", "off"}
DERIVED = "derived"  # the name of the key that is made from the secret key


def text(name: str, default: str = "") -> str:
    """The variable as text, without surrounding spaces."""
    return os.environ.get(name, default).strip()


def switch(name: str, *, default: bool = False) -> bool:
    """The variable as yes or no. Raises BadSetting for any other word."""
    word = os.environ.get(name)
    if word is None:
        return default
    if word.strip().lower() in TRUE_WORDS:
        return True
    if word.strip().lower() in FALSE_WORDS:
        return False
    raise BadSetting(f"{name} is {word!r}. Put 1 for yes or 0 for no.")


def whole_number(name: str, default: int) -> int:
    """The variable as a whole number, zero or more. Raises BadSetting otherwise."""
    word = text(name, str(default))
    if not word.isdigit():
        raise BadSetting(f"{name} is {word!r}. Put a whole number, such as {default}.")
    return int(word)


def listed(name: str, default: str = "") -> list[str]:
    """The variable as a list, parted by commas."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def one_of(name: str, allowed: tuple[str, ...]) -> str:
    """The variable as one of a few words, the first when it is not set. Raises BadSetting for any other word."""
    word = text(name, allowed[0])
    if word not in allowed:
        raise BadSetting(f"{name} is {word!r}. Put one of: {', '.join(allowed)}.")
    return word


def secret_key(name: str) -> str:
    """A secret of at least 32 characters. Raises BadSetting when it is missing or short; never repeats it."""
    value = text(name)
    if len(value) < 32:
        problem = "is missing" if not value else "is too short"
        raise BadSetting(
            f"{name} {problem}. Put a random secret of at least 32 characters, and keep it: "
            "signed-in people and stored codes depend on it. "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(48))'` prints one."
        )
    return value


def key_ring(name: str, *, otherwise: str) -> dict[str, bytes]:
    """Keys for encrypted fields, by name, the writing one first: `NAME:BASE64,NAME:BASE64`, 32 bytes each.

    Unset, one key is derived from the secret `otherwise`; in a ring the bare word `derived` stands for it. Raises BadSetting,
    without repeating a key, for anything else.
    """
    if not text(name):
        return {DERIVED: _derived(otherwise)}
    ring: dict[str, bytes] = {}
    for place, item in enumerate(listed(name), start=1):
        if item == DERIVED and DERIVED not in ring:
            ring[DERIVED] = _derived(otherwise)
            continue
        label, _, encoded = item.partition(":")
        try:
            key = b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not (label.isascii() and label.isalnum() and len(label) <= 40) or len(key) != 32 or label in ring:
            raise BadSetting(
                f"{name}: key {place} is not of the form NAME:KEY. Put a name of letters and digits, used once, a colon, and "
                "32 random bytes in base 64: `python3 -c 'import base64, secrets; "
                "print(base64.b64encode(secrets.token_bytes(32)).decode())'` prints one."
            )
        ring[label] = key
    return ring


def scanner(name: str) -> str:
    """Where a virus scanner listens: `tcp://host:port` or `unix:///path`, or nothing. Raises BadSetting otherwise."""
    where = text(name)
    parts = urlsplit(where)
    try:
        whole = (
            not where or (parts.scheme == "tcp" and parts.hostname and parts.port) or (parts.scheme == "unix" and parts.path)
        )
    except ValueError:
        whole = False
    if not whole:
        raise BadSetting(f"{name} is {where!r}. Put tcp://host:3310 or unix:///run/clamav/clamd.ctl, or nothing.")
    return where


def _derived(secret: str) -> bytes:
    return sha256(b"kinkeeper-field-key:" + secret.encode()).digest()


def database(name: str, default: str) -> dict[str, Any]:
    """Django's database settings from a URL: `sqlite:///path` or `postgresql://user:password@host:port/name`.

    Raises BadSetting, without repeating a password, when the URL is of no known form or its folder is missing.
    """
    url = text(name, default)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(name, unquote(parts.path))
    if parts.scheme in {"postgresql", "postgres"}:
        if not parts.path.strip("/"):
            raise BadSetting(f"{name} names no database. Put postgresql://user:password@host:5432/name.")
        # A connection is kept, and with it what was planned for its statements: see `prepared.planned_once`.
        settings: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True))
        settings["OPTIONS"] = {
            "options": "-c plan_cache_mode=force_generic_plan",
            **settings.get("OPTIONS", {}),
            "prepare_threshold": 0,
        }
        return settings
    raise BadSetting(
        f"{name} begins with {parts.scheme or 'nothing'!r}. "
        "Put sqlite:///path/to/file.sqlite3 or postgresql://user:password@host:5432/name."
    )


def _sqlite(name: str, path: str) -> dict[str, Any]:
    file = Path(path[1:] if path.startswith("/") else path)
    if not path.strip("/"):
        raise BadSetting(f"{name} names no file. Put sqlite:///path/to/file.sqlite3 (four slashes for a path from the root).")
    if not file.parent.is_dir():
        raise BadSetting(f"{name}: the folder {file.parent} does not exist. Make it, or name another.")
    return {
        "ENGINE": "kinkeeper.foundation.sqlite_in_turn",
        "NAME": str(file),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",  # read then write never fails half-way: the lock is taken first
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000;"
            # 64 MB are written into the file at once, each page once: after every 4 MB a feed did it with each of its batches
            " PRAGMA wal_autocheckpoint=16000;",
        },
    }
