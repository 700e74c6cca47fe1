"""One resource: its page, on paper, as a reference, and its files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.web import actor_of
from kinkeeper.library.labels import AUDIENCES, STAGES, SUBJECTS, USEFULNESS, all_words, word_for
from kinkeeper.library.permissions import may_edit_library, may_keep_lists, may_review
from kinkeeper.library.queries import draft_from, list_by, lists_of, resource_by, reviews_of, shelf_by
from kinkeeper.library.rules.bibtex import write_bibtex
from kinkeeper.library.rules.citing import cite
from kinkeeper.library.rules.csl import write_csl
from kinkeeper.library.rules.dublin import linked_data
from kinkeeper.library.rules.ris import write_ris
from kinkeeper.library.types import Draft

if TYPE_CHECKING:
    from kinkeeper.library.models import Resource, Shelf

WRITERS = {
    "ris": (write_ris, "application/x-research-info-systems"),
    "bib": (write_bibtex, "application/x-bibtex"),
    "json": (write_csl, "application/vnd.citationstyles.csl+json"),
}


def show_resource(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything the library knows of a resource."""
    resource = resource_by(reference)
    draft = draft_from(resource)
    actor = actor_of(request)
    address = _address_of(resource)
    return render(
        request,
        "library/resource.jinja",
        {
            "resource": resource,
            "draft": draft,
            "kind_words": word_for("kind", draft.kind),
            "language_words": word_for("language", draft.language),
            "groups": _groups(draft),
            "citation": cite(draft),
            "address": address,
            "linked_data": _script(linked_data(draft, address, all_words())),
            "link_works": draft.checked_on is not None or _link_works(resource),
            "reviews": [(review, USEFULNESS[review.usefulness]) for review in reviews_of(resource)],
            "lists": lists_of(actor) if may_keep_lists(actor) else [],
            "may_keep": bool(may_keep_lists(actor)),
            "may_review": bool(may_review(actor)),
            "may_edit": bool(may_edit_library(actor)),
        },
    )


def print_resource(request: HttpRequest, reference: str) -> HttpResponse:
    """One resource, made for paper."""
    resource = resource_by(reference)
    return _on_paper(request, resource.title, "", [resource])


def print_collection(request: HttpRequest, reference: str) -> HttpResponse:
    """A collection as a reading list, made for paper."""
    shelf = shelf_by(reference, hidden_too=bool(may_edit_library(actor_of(request))))
    return _on_paper(request, shelf.title, shelf.description, _resources_of(shelf))


def print_list(request: HttpRequest, reference: str) -> HttpResponse:
    """One's own list, made for paper."""
    shelf = list_by(reference, actor_of(request))
    return _on_paper(request, shelf.title, "", _resources_of(shelf))


def download_references(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """One resource as a file for reference managers."""
    return _as_references([resource_by(reference)], form, reference)


def download_collection(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """A collection as a file for reference managers."""
    shelf = shelf_by(reference, hidden_too=bool(may_edit_library(actor_of(request))))
    return _as_references(_resources_of(shelf), form, reference)


def download_list(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """One's own list as a file for reference managers."""
    return _as_references(_resources_of(list_by(reference, actor_of(request))), form, reference)


def download_file(request: HttpRequest, reference: str, file: str) -> FileResponse:
    """A PDF that is kept with a resource: always to be saved, never opened within the site."""
    kept = next((it for it in resource_by(reference).files.all() if it.reference == file), None)
    if kept is None:
        raise NotVisible(asked_for=file)
    answer = FileResponse(kept.file.open("rb"), as_attachment=True, filename=kept.name, content_type="application/pdf")
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _resources_of(shelf: Shelf) -> list[Resource]:
    return [place.resource for place in shelf.places.all()]


def _as_references(resources: list[Resource], form: str, name: str) -> HttpResponse:
    if form not in WRITERS:
        raise NotVisible(asked_for=form)
    write, media = WRITERS[form]
    answer = HttpResponse(write((it.reference, draft_from(it)) for it in resources), content_type=f"{media}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def _on_paper(request: HttpRequest, title: str, words: str, resources: list[Resource]) -> HttpResponse:
    entries = [(it, draft, cite(draft), word_for("kind", draft.kind)) for it in resources for draft in [draft_from(it)]]
    return render(request, "library/paper.jinja", {"paper_title": title, "words": words, "entries": entries})


def _address_of(resource: Resource) -> str:
    return settings.SITE_URL.rstrip("/") + reverse("library:show-resource", args=[resource.reference])


def _groups(draft: Draft) -> list[tuple[str, str, list[tuple[str, str]]]]:
    said = (("audience", AUDIENCES, draft.audiences), ("stage", STAGES, draft.stages), ("subject", SUBJECTS, draft.subjects))
    return [(group, "", [(str(words[code]), str(code)) for code in codes]) for group, words, codes in said if codes]


def _link_works(resource: Resource) -> bool:
    check = getattr(resource, "link_check", None)
    return bool(check and check.works and check.address == resource.url)


def _script(data: dict[str, Any]) -> SafeString:
    """JSON that cannot end the script element it stands in. It is data, so the content policy lets it be."""
    text = json.dumps(data, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return mark_safe(text)  # noqa: S308  (every character that could leave the element was just taken out)
