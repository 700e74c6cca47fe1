"""OAI-PMH 2.0: harvested whole by two clients that know nothing of each other, and every error of the protocol."""

from __future__ import annotations

import urllib.parse
import urllib.request
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.library.actions import edit_resource, import_catalogue, remove_resource
from kinkeeper.library.api import oai
from kinkeeper.library.models import Resource
from kinkeeper.library.queries import draft_from, resource_by
from tests.library.shelves import book

NAMES = {"o": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/"}
OAI = "{http://www.openarchives.org/OAI/2.0/}"


@pytest.fixture
def repository(live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """A whole catalogue, two entries of it removed, served in pages of forty."""
    settings.SITE_URL = live_server.url
    monkeypatch.setattr(oai, "PAGE", 40)
    import_catalogue(by=SYSTEM)
    for name in ("apf-finding-dad", "uncrc"):
        remove_resource(by=SYSTEM, resource=Resource.objects.get(catalogue_id=name), seen=1)
    # As after an import: very many changed at one moment, and only their row numbers tell them apart.
    Resource.objects.filter(seed="004").update(changed_at=datetime(2026, 5, 1, 12, tzinfo=UTC))
    return f"{live_server.url}/library/oai"


def harvest_by_hand(base: str, **arguments: str) -> Iterator[ET.Element]:
    """Our own client: the plainest loop the protocol allows."""
    arguments = {"verb": "ListRecords", "metadataPrefix": "oai_dc", **arguments}
    while True:
        with urllib.request.urlopen(f"{base}?{urllib.parse.urlencode(arguments)}", timeout=30) as answer:
            document = ET.fromstring(answer.read())
        assert document.find(f"{OAI}error") is None
        yield from document.iter(f"{OAI}record")
        token = document.find(f".//{OAI}resumptionToken")
        if token is None or not token.text:
            return
        arguments = {"verb": "ListRecords", "resumptionToken": token.text}


@pytest.mark.django_db(transaction=True)
def test_two_clients_harvest_the_same_whole(repository: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the client's own source has an escape that Python no longer likes
        from sickle import Sickle

        sickle = Sickle(repository)
        theirs = {record.header.identifier: record.header.deleted for record in sickle.ListRecords(metadataPrefix="oai_dc")}
        sets = [it.setSpec for it in sickle.ListSets()]
        for_carers = [it.identifier for it in sickle.ListIdentifiers(metadataPrefix="oai_dc", set="audience:carers")]
        identified = sickle.Identify()
    ours = {
        str(record.findtext(f"{OAI}header/{OAI}identifier")): record.find(f"{OAI}header").get("status") == "deleted"  # type: ignore[union-attr]
        for record in harvest_by_hand(repository)
    }

    assert ours == theirs
    assert len(ours) == Resource.objects.count() == 214
    assert sum(ours.values()) == 2
    assert "stage:arrest" in sets
    assert len(for_carers) == Resource.objects.filter(marks__group="audience", marks__value="carers").count()
    assert (identified.deletedRecord, identified.granularity) == ("persistent", "YYYY-MM-DDThh:mm:ssZ")


@pytest.mark.django_db(transaction=True)
def test_a_set_by_stage_is_harvested_over_several_pages(repository: str) -> None:
    found = [record.findtext(f"{OAI}header/{OAI}identifier") for record in harvest_by_hand(repository, set="stage:prison")]

    assert len(found) == len(set(found)) == Resource.objects.filter(marks__group="stage", marks__value="prison").count()
    assert len(found) > 40


@pytest.mark.django_db
def test_what_changed_since_is_what_is_given(client: Client) -> None:
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    with clock_reading(at):
        book("Early")
        late = book("Late")
    with clock_reading(at + timedelta(days=3)):
        edit_resource(by=SYSTEM, resource=late, seen=1, draft=draft_from(resource_by(late.reference)))

    def asked(**limits: str) -> list[str]:
        answer = client.get("/library/oai", {"verb": "ListRecords", "metadataPrefix": "oai_dc", **limits})
        return [str(title.text) for title in ET.fromstring(answer.content).iter("{http://purl.org/dc/elements/1.1/}title")]

    assert asked() == ["Early", "Late"]
    assert asked(**{"from": "2026-05-02"}) == ["Late"]
    assert asked(**{"from": "2026-05-01", "until": "2026-05-01"}) == ["Early"]
    assert asked(**{"from": "2026-05-01T12:00:00Z", "until": "2026-05-01T12:00:00Z"}) == ["Early"]
    assert asked(**{"from": "2026-05-01T12:00:01Z"}) == ["Late"]


@pytest.mark.django_db
def test_a_record_says_what_is_known_and_bad_characters_are_left_out(client: Client) -> None:
    resource = book("Bears & <cubs>", authors=("Doe, Jane",), description="One line\n]]> two", audiences=("carers",), year=1999)
    Resource.objects.filter(pk=resource.pk).update(good_for="\x0b", publisher="Bell \x07 & Co \ufffe")

    answer = client.get(
        "/library/oai", {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": f"oai:127.0.0.1:{resource.reference}"}
    )

    record = ET.fromstring(answer.content).find(f".//{OAI}record")
    assert record is not None
    said = [(it.tag.rpartition("}")[2], it.text) for it in record.iter() if it.tag.startswith("{http://purl.org/dc")]
    assert ("title", "Bears & <cubs>") in said
    assert ("publisher", "Bell  & Co ") in said
    assert ("date", "1999") in said
    assert [spec.text for spec in record.iter(f"{OAI}setSpec")] == ["audience", "audience:carers"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Nothing", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&foo=1", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-02&until=2026-02-03T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-03&until=2026-02-02", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=9999-12-31&until=9999-12-31", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=audience:nobody", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2100-01-01", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=abc", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=%F0%9F%99%88", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=abc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListSets&resumptionToken=abc", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:0000-0000", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%3Cscript%3E", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=x", "idDoesNotExist"),
    ],
)
def test_every_error_of_the_protocol_is_an_answer(client: Client, query: str, code: str) -> None:
    book("Something")
    for answer in (
        client.get(f"/library/oai?{query}"),
        client.post("/library/oai", query, content_type="application/x-www-form-urlencoded"),
    ):
        error = ET.fromstring(answer.content).find(f"{OAI}error")
        assert answer.status_code == 200
        assert error is not None
        assert error.get("code") == code


@pytest.mark.django_db
def test_a_token_lapses_and_cannot_be_made_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oai, "PAGE", 1)
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    with clock_reading(at):
        book("One")
        book("Two")
        first = client.get("/library/oai?verb=ListRecords&metadataPrefix=oai_dc")
    token = ET.fromstring(first.content).find(f".//{OAI}resumptionToken")
    assert token is not None
    assert token.text

    def asked(given: str) -> str:
        answer = client.get("/library/oai", {"verb": "ListRecords", "resumptionToken": given})
        error = ET.fromstring(answer.content).find(f"{OAI}error")
        return "" if error is None else str(error.get("code"))

    with clock_reading(at + timedelta(hours=1)):
        assert asked(token.text) == ""
        assert asked(token.text[:-3] + "AAA") == "badResumptionToken"
    with clock_reading(at + timedelta(days=2)):
        assert asked(token.text) == "badResumptionToken"
