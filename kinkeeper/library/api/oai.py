"""OAI-PMH 2.0, for other libraries to harvest: six verbs, oai_dc, sets by audience and stage, removed entries kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kinkeeper.foundation.clock import now
from kinkeeper.library.labels import GROUP_TITLES, word_for
from kinkeeper.library.queries import draft_from
from kinkeeper.library.queries.harvest import earliest_change, harvested, harvested_by, next_of
from kinkeeper.library.rules.dublin import dublin_core
from kinkeeper.library.rules.oai import (
    PREFIX,
    SECOND,
    SET_GROUPS,
    Harvest,
    OaiError,
    all_sets,
    dublin_core_xml,
    element,
    envelope,
    header_xml,
    read_arguments,
    read_range,
    read_set,
    read_token,
    write_token,
)

if TYPE_CHECKING:
    from kinkeeper.library.models import Resource

PAGE = 100
TOKEN_LIVES = timedelta(days=1)
Arguments = dict[str, str]


@csrf_exempt  # the protocol asks for GET and POST alike, and nothing is changed by either
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Answer one request of the protocol. Errors of the protocol are answers too, with status 200."""
    sent = request.POST if request.method == "POST" else request.GET
    pairs = [(name, value) for name, values in sent.lists() for value in values]
    arguments: Arguments = {}
    try:
        verb, arguments = read_arguments(pairs)
        inside = f"<{verb}>{VERBS[verb](arguments)}</{verb}>"
        arguments = {"verb": verb, **arguments}
    except OaiError as error:
        inside = element("error", error.words, code=error.code)
        arguments = {} if error.code in {"badVerb", "badArgument"} else dict(pairs)
    return HttpResponse(envelope(inside, _base(), arguments, now()), content_type="text/xml; charset=utf-8")


def _identify(_: Arguments) -> str:
    earliest = earliest_change() or now()
    facts = [
        ("repositoryName", "Kinkeeper library"),
        ("baseURL", _base()),
        ("protocolVersion", "2.0"),
        ("adminEmail", settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")),
        ("earliestDatestamp", earliest.strftime(SECOND)),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ]
    return "".join(element(name, value) for name, value in facts)


def _formats(arguments: Arguments) -> str:
    if "identifier" in arguments:
        _record_named(arguments["identifier"])
    return (
        f"<metadataFormat>{element('metadataPrefix', PREFIX)}"
        f"{element('schema', 'http://www.openarchives.org/OAI/2.0/oai_dc.xsd')}"
        f"{element('metadataNamespace', 'http://www.openarchives.org/OAI/2.0/oai_dc/')}</metadataFormat>"
    )


def _sets(arguments: Arguments) -> str:
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "All sets are given at once.")
    return "".join(f"<set>{element('setSpec', spec)}{element('setName', _set_name(spec))}</set>" for spec in all_sets())


def _set_name(spec: str) -> str:
    group, _colon, value = spec.partition(":")
    return f"{GROUP_TITLES[group]}: {word_for(group, value)}" if value else str(GROUP_TITLES[group])


def _record(arguments: Arguments) -> str:
    return _record_xml(_record_named(arguments["identifier"]))


def _record_named(identifier: str) -> Resource:
    reference = identifier.removeprefix(_identifier(""))
    found = harvested_by(reference) if reference != identifier else None
    if found is None or _identifier(found.reference) != identifier:
        raise OaiError("idDoesNotExist", "There is no such record.")
    return found


def _list(arguments: Arguments, write: Callable[[Resource], str]) -> str:
    if "resumptionToken" in arguments:
        harvest = read_token(arguments["resumptionToken"], settings.SECRET_KEY.encode())
        if now() - datetime.fromisoformat(harvest.started) > TOKEN_LIVES:
            raise OaiError("badResumptionToken", "This resumption token has lapsed: begin again.")
    else:
        harvest = Harvest(
            arguments.get("from", ""), arguments.get("until", ""), arguments.get("set", ""), started=now().isoformat()
        )
    since, until = read_range(harvest.since, harvest.until)
    group, value = read_set(harvest.set_spec) if harvest.set_spec else ("", "")
    found = harvested(since, until, group, value)
    after = datetime.fromisoformat(harvest.after_at) if harvest.after_at else None
    resources = next_of(found, after, harvest.after_id, PAGE + 1)
    if not resources and not harvest.given:
        raise OaiError("noRecordsMatch", "Nothing changed in that time and set.")
    shown = resources[:PAGE]
    said = "".join(write(resource) for resource in shown)
    if len(resources) <= PAGE and not harvest.given:
        return said  # complete in one answer: no token at all
    attributes = {"cursor": str(harvest.given)}
    if len(resources) <= PAGE:
        return said + element("resumptionToken", "", **attributes)
    last = shown[-1]
    next_harvest = Harvest(
        harvest.since,
        harvest.until,
        harvest.set_spec,
        last.changed_at.isoformat(),
        last.pk,
        harvest.given + len(shown),
        harvest.started,
    )
    expires = datetime.fromisoformat(harvest.started) + TOKEN_LIVES
    attributes["expirationDate"] = expires.astimezone(UTC).strftime(SECOND)
    return said + element("resumptionToken", write_token(next_harvest, settings.SECRET_KEY.encode()), **attributes)


def _header_xml(resource: Resource) -> str:
    marks = sorted({(mark.group, mark.value) for mark in resource.marks.all() if mark.group in SET_GROUPS})
    sets = sorted({group for group, _value in marks}) + [f"{group}:{value}" for group, value in marks]
    return header_xml(_identifier(resource.reference), resource.changed_at, sets, deleted=resource.deleted_at is not None)


def _record_xml(resource: Resource) -> str:
    header = _header_xml(resource)
    if resource.deleted_at is not None:
        return f"<record>{header}</record>"
    address = settings.SITE_URL.rstrip("/") + reverse("library:show-resource", args=[resource.reference])
    return f"<record>{header}{dublin_core_xml(dublin_core(draft_from(resource), address))}</record>"


def _identifier(reference: str) -> str:
    host = settings.SITE_URL.partition("//")[2].partition("/")[0].partition(":")[0]
    return f"oai:{host}:{reference}"


def _base() -> str:
    return settings.SITE_URL.rstrip("/") + reverse("library:oai")


VERBS: dict[str, Callable[[Arguments], str]] = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _record,
    "ListIdentifiers": lambda arguments: _list(arguments, _header_xml),
    "ListRecords": lambda arguments: _list(arguments, _record_xml),
}
