"""Editing the site: its desk, and its pages' drafts, preview, publishing and history."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kinkeeper.design.stale import hand_back, overtaken
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.errors import StaleVersion
from kinkeeper.foundation.web import actor_of
from kinkeeper.web.navigation import places_of
from kinkeeper.web.site.actions import add_page, publish, restore, save_draft, unpublish
from kinkeeper.web.site.errors import AddressTaken
from kinkeeper.web.site.forms import NewPageForm, PageForm
from kinkeeper.web.site.permissions import may_edit_site
from kinkeeper.web.site.queries import all_listed, all_pages, latest_version, page_referenced, version_numbered
from kinkeeper.web.site.rules import lines_that_differ
from kinkeeper.web.site.types import SECTIONS, ListKind
from kinkeeper.web.site.views.reading import show


def editor_of(request: HttpRequest) -> Actor:
    """Who is editing. Raises NotPermitted for anybody who may not."""
    actor = actor_of(request)
    may_edit_site(actor).require()
    return actor


@never_cache
def open_home(request: HttpRequest) -> HttpResponse:
    """Where work begins when the open wing runs alone."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    return render(request, "site/home.jinja", {"places": list(places_of(actor_of(request)))})


@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Every page, helpline, collection and fact."""
    editor_of(request)
    lists = {kind: all_listed(kind) for kind in ListKind}
    return render(request, "site/desk.jinja", {"pages": all_pages(), "sections": SECTIONS, "lists": lists})


@never_cache
def new_page(request: HttpRequest) -> HttpResponse:
    """Begin a page, as a draft."""
    actor = editor_of(request)
    form = NewPageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            page = add_page(by=actor, slug=form.cleaned_data["slug"], words=form.words(), shape=form.cleaned_data["shape"])
        except AddressTaken:
            form.add_error("slug", _("Another page has this address."))
        else:
            return redirect("site:preview-page", reference=page.reference)
    return render(request, "site/edit.jinja", {"form": form, "page": None, "heading": _("A new page")})


@never_cache
def edit_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a page's words. They are saved as a draft; the preview is where it is published."""
    actor = editor_of(request)
    page = page_referenced(reference)
    last = latest_version(page)
    words = {name: getattr(last, name) for name in ("title", "tab", "teaser", "lead", "source")} if last else {}
    form = PageForm(request.POST or None, initial={**words, "version": page.version})
    if request.method == "POST" and form.is_valid():
        note, seen = form.cleaned_data["note"], form.cleaned_data["version"]
        try:
            save_draft(by=actor, page=page, words=form.words(), seen=seen, note=note)
            return redirect("site:preview-page", reference=page.reference)
        except StaleVersion:
            page.refresh_from_db(fields=["version"])
            differing = lines_that_differ(form.words().source, last.source if last else "")
            hand_back(form, version=page.version, theirs=" / ".join(words for sign, words in differing if sign == "+"))
    return render(request, "site/edit.jinja", {"form": form, "page": page, "heading": words.get("title", page.slug)})


@never_cache
def preview_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The newest version as readers would see it, with the button that publishes it."""
    editor_of(request)
    page = page_referenced(reference)
    version = latest_version(page)
    return show(request, page, version, draft=version, is_published=bool(version and page.published_id == version.pk))


@never_cache
@require_POST
def publish_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a version from now on, or (without a number) show the page no longer."""
    actor = editor_of(request)
    page = page_referenced(reference)
    number, seen = request.POST.get("number", ""), version_seen(request)
    with overtaken(request):
        if not number.isdecimal():
            unpublish(by=actor, page=page, seen=seen)
            messages.success(request, _("The page is no longer shown."))
            return redirect("site:show-desk")
        publish(by=actor, page=page, version=version_numbered(page, int(number)), seen=seen)
        messages.success(request, _("Published."))
        return redirect("web:front-door") if page.slug == "home" else redirect("site:show-page", slug=page.slug)
    return redirect("site:preview-page", reference=page.reference)


def version_seen(request: HttpRequest) -> int:
    """The version that a button was pressed on; 0 for none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


@never_cache
def page_history(request: HttpRequest, reference: str) -> HttpResponse:
    """Every version, what each changed, and the way back to it."""
    editor_of(request)
    page = page_referenced(reference)
    versions = list(page.versions.all())
    older = [*versions[1:], None]
    changes = [
        (version, lines_that_differ(before.source if before else "", version.source))
        for version, before in zip(versions, older, strict=True)
    ]
    return render(request, "site/history.jinja", {"page": page, "changes": changes})


@never_cache
@require_POST
def restore_version(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Make an old version the newest draft."""
    actor = editor_of(request)
    page = page_referenced(reference)
    with overtaken(request):
        restore(by=actor, page=page, version=version_numbered(page, number), seen=version_seen(request))
    return redirect("site:preview-page", reference=page.reference)
