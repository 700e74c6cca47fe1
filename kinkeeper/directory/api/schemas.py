"""The answers' shapes, as OpenAPI describes them. What is optional may be missing and is never null."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import ConfigDict

from kinkeeper.directory.types import Status


class Part(Schema):
    """A part of the standard."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        """Optional members may be missing; they are never null, so the schema does not allow it."""
        schema: dict[str, Any] = handler(core_schema)
        for member in handler.resolve_ref_schema(schema).get("properties", {}).values():
            choices = [choice for choice in member.get("anyOf", []) if choice != {"type": "null"}]
            if len(choices) == 1 and len(member["anyOf"]) == 2:
                member.pop("anyOf")
                member.pop("default", None)
                member.update(choices[0])
        return schema


class Problem(Part):
    detail: str


class Root(Part):
    version: str
    profile: str
    openapi_url: str


class Organization(Part):
    id: str
    name: str
    description: str
    website: str | None = None


class Phone(Part):
    id: str
    number: str
    description: str | None = None


class Schedule(Part):
    id: str
    freq: str | None = None
    byday: str | None = None
    opens_at: str | None = None
    closes_at: str | None = None
    description: str | None = None


class Language(Part):
    id: str
    name: str


class CostOption(Part):
    id: str
    option: str | None = None
    amount: float | None = None
    amount_description: str | None = None
    currency: str | None = None


class ServiceArea(Part):
    id: str
    name: str


class TaxonomyOut(Part):
    model_config = ConfigDict(title="Taxonomy")

    id: str
    name: str
    description: str


class TaxonomyTerm(Part):
    id: str
    code: str | None = None
    name: str
    description: str
    taxonomy: str | None = None
    taxonomy_detail: TaxonomyOut | None = None


class Attribute(Part):
    id: str
    link_id: str
    link_entity: str
    taxonomy_term: TaxonomyTerm


class Address(Part):
    id: str
    address_1: str
    city: str
    state_province: str
    postal_code: str
    country: str
    address_type: str


class Accessibility(Part):
    id: str
    description: str


class Location(Part):
    id: str
    location_type: str
    name: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    addresses: list[Address] | None = None
    accessibility: list[Accessibility] | None = None


class ServiceInShort(Part):
    id: str
    name: str
    status: Status
    organization_id: str
    description: str | None = None
    assured_date: str | None = None
    assurer_email: str | None = None
    last_modified: str | None = None


class AtLocation(Part):
    id: str
    service_id: str | None = None
    location_id: str | None = None
    location: Location | None = None
    service: ServiceInShort | None = None


class Service(ServiceInShort):
    url: str | None = None
    email: str | None = None
    application_process: str | None = None
    fees_description: str | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    organization: Organization | None = None
    phones: list[Phone] | None = None
    schedules: list[Schedule] | None = None
    languages: list[Language] | None = None
    cost_options: list[CostOption] | None = None
    service_areas: list[ServiceArea] | None = None
    attributes: list[Attribute] | None = None
    service_at_locations: list[AtLocation] | None = None


class Page(Part):
    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool


class ServicePage(Page):
    contents: list[Service]


class OrganizationPage(Page):
    contents: list[Organization]


class TaxonomyPage(Page):
    contents: list[TaxonomyOut]


class TaxonomyTermPage(Page):
    contents: list[TaxonomyTerm]


class AtLocationPage(Page):
    contents: list[AtLocation]
