"""OAI-PMH 2.0, the parts that are neither database nor web: arguments, dates, sets, tokens, and the XML of an answer.

Source: Open Archives Initiative Protocol for Metadata Harvesting, version 2.0.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from kinkeeper.library.types import GROUPS

PREFIX = "oai_dc"
SET_GROUPS = ("audience", "stage")
SECOND = "%Y-%m-%dT%H:%M:%SZ"
DAY = "%Y-%m-%d"

# verb -> (arguments it needs, arguments it may have); `resumptionToken` stands alone where it is allowed.
VERBS: Mapping[str, tuple[frozenset[str], frozenset[str], bool]] = {
    "Identify": (frozenset(), frozenset(), False),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"}), False),
    "ListSets": (frozenset(), frozenset(), True),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset(), False),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), True),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), True),
}


class OaiError(Exception):
    """An error of the protocol: its code, and a sentence."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a harvester asks for, and where it stands: after the record changed at `after_at` with row number `after_id`."""

    since: str = ""
    until: str = ""
    set_spec: str = ""
    after_at: str = ""
    after_id: int = 0
    given: int = 0  # how many records it has had
    started: str = ""  # what changes later comes in the next harvest


def read_arguments(pairs: Sequence[tuple[str, str]]) -> tuple[str, dict[str, str]]:
    """The verb and its arguments. Raises OaiError badVerb or badArgument."""
    names = [name for name, _value in pairs]
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", "Give one verb of OAI-PMH 2.0.")
    if len(names) != len(set(names)):
        raise OaiError("badArgument", "An argument is given twice.")
    needed, allowed, resumes = VERBS[verbs[0]]
    given = {name: value for name, value in pairs if name != "verb"}
    if "resumptionToken" in given:
        if not resumes or len(given) > 1:
            raise OaiError("badArgument", "A resumption token stands alone, with a verb that lists.")
        return verbs[0], given
    if missing := sorted(needed - given.keys()):
        raise OaiError("badArgument", f"Missing: {', '.join(missing)}.")
    if strange := sorted(given.keys() - needed - allowed):
        raise OaiError("badArgument", f"Not an argument of {verbs[0]}: {', '.join(strange)}.")
    if given.get("metadataPrefix", PREFIX) != PREFIX:
        raise OaiError("cannotDisseminateFormat", f"Only {PREFIX} is given here.")
    return verbs[0], given


def read_range(since: str, until: str) -> tuple[datetime | None, datetime | None]:
    """From and until as moments, the later one exclusive. Raises OaiError badArgument."""
    if since and until and len(since) != len(until):
        raise OaiError("badArgument", "from and until must have the same granularity.")
    start = _moment(since, end=False)
    stop = _moment(until, end=True)
    if start and stop and start >= stop:
        raise OaiError("badArgument", "from is later than until.")
    return start, stop


def _moment(text: str, *, end: bool) -> datetime | None:
    if not text:
        return None
    for pattern, form, step in ((r"\d{4}-\d\d-\d\d", DAY, timedelta(days=1)), (r"[\dT:-]{19}Z", SECOND, timedelta(seconds=1))):
        if re.fullmatch(pattern, text, re.ASCII):
            try:
                moment = datetime.strptime(text, form).replace(tzinfo=UTC)
                return moment + step if end else moment
            except (ValueError, OverflowError):
                break
    raise OaiError("badArgument", "A date is YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, in UTC.")


def read_set(spec: str) -> tuple[str, str]:
    """The group and value of a set ("" for a whole group). Raises OaiError noRecordsMatch for a set that there is not."""
    group, colon, value = spec.partition(":")
    if group not in SET_GROUPS or (colon and value not in set(GROUPS[group])):
        raise OaiError("noRecordsMatch", "There is no such set.")
    return group, value


def all_sets() -> list[str]:
    """Every set: each group, and each of its values."""
    return [spec for group in SET_GROUPS for spec in (group, *(f"{group}:{value}" for value in GROUPS[group]))]


def write_token(harvest: Harvest, key: bytes) -> str:
    """Where a harvester stands, signed so that only what we gave comes back."""
    body = json.dumps(list(asdict(harvest).values()), separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_sign(body, key) + body).decode().rstrip("=")


def read_token(token: str, key: bytes) -> Harvest:
    """A token that we gave. Raises OaiError badResumptionToken for any other."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        mark, body = raw[:12], raw[12:]
        if hmac.compare_digest(mark, _sign(body, key)):
            return Harvest(*json.loads(body))
    except (ValueError, TypeError, binascii.Error):
        pass
    raise OaiError("badResumptionToken", "This resumption token is not one that was given here.")


def _sign(body: bytes, key: bytes) -> bytes:
    return hmac.new(key, b"oai:" + body, hashlib.sha256).digest()[:12]


def element(name: str, text: str, **attributes: str) -> str:
    """One XML element with text, everything escaped, and characters that XML 1.0 cannot hold left out."""
    inside = "".join(f" {key}={quoteattr(_lawful(value))}" for key, value in attributes.items())
    return f"<{name}{inside}>{escape(_lawful(text))}</{name}>"


def dublin_core_xml(pairs: Iterable[tuple[str, str]]) -> str:
    """The metadata of a record."""
    said = "".join(element(f"dc:{name}", value) for name, value in pairs)
    return (
        '<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
        f"{said}</oai_dc:dc></metadata>"
    )


def header_xml(identifier: str, stamp: datetime, sets: Iterable[str], *, deleted: bool) -> str:
    """The header of a record."""
    state = ' status="deleted"' if deleted else ""
    said = "".join(element("setSpec", spec) for spec in sets)
    return f"<header{state}>{element('identifier', identifier)}{element('datestamp', stamp.strftime(SECOND))}{said}</header>"


def envelope(inside: str, base: str, arguments: Mapping[str, str], moment: datetime) -> str:
    """The whole answer. `arguments` are left out of it after a bad verb or argument, as the protocol asks."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
        f"{element('responseDate', moment.strftime(SECOND))}{element('request', base, **arguments)}{inside}</OAI-PMH>\n"
    )


def _lawful(text: str) -> str:
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
