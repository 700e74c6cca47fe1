"""Editors' pages for collections."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.foundation.errors import StaleVersion
from kinkeeper.foundation.web import actor_of
from kinkeeper.library.actions import add_collection, edit_collection, put_on_shelf, remove_shelf, take_off_shelf
from kinkeeper.library.errors import TitleTaken
from kinkeeper.library.forms import CollectionForm
from kinkeeper.library.queries import collections, resource_by, shelf_by
from kinkeeper.library.views.showing import for_editors, rows_of


@for_editors
def add(request: HttpRequest) -> HttpResponse:
    """A new collection."""
    form = CollectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            shelf = add_collection(
                by=actor_of(request), title=said["title"], description=said["description"], is_open=said["is_open"]
            )
            return redirect("library:edit-collection", shelf.reference)
        except TitleTaken:
            form.add_error("title", _("Another collection has this title. Choose another."))
    return render(request, "library/edit-collection.jinja", {"form": form, "shelf": None, "rows": []})


@for_editors
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """A collection's words and what stands on it."""
    shelf = shelf_by(reference, hidden_too=True)
    initial = {"title": shelf.title, "description": shelf.description, "is_open": shelf.is_open, "version": shelf.version}
    form = CollectionForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            edit_collection(
                by=actor_of(request),
                shelf=shelf,
                seen=said["version"] or 0,
                title=said["title"],
                description=said["description"],
                is_open=said["is_open"],
            )
            messages.success(request, _("Saved."))
            return redirect("library:show-collection", shelf.reference)
        except TitleTaken:
            form.add_error("title", _("Another collection has this title. Choose another."))
        except StaleVersion:
            form.add_error(
                None,
                _(
                    "Somebody changed this collection while your page was open. It now reads “%(title)s: %(words)s”. "
                    "Save again to put yours in its place."
                )
                % {"title": shelf.title, "words": shelf.description},
            )
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["version"] = str(shelf.version)  # type: ignore[index]
            status = 409
    rows = rows_of(place.resource for place in shelf.places.all())
    return render(request, "library/edit-collection.jinja", {"form": form, "shelf": shelf, "rows": rows}, status=status)


@for_editors
@require_POST
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Remove a collection; what stood on it stays in the library."""
    remove_shelf(by=actor_of(request), shelf=shelf_by(reference, hidden_too=True))
    messages.success(request, _("The collection is removed."))
    return redirect("library:list-collections")


@for_editors
def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a resource on a collection."""
    resource = resource_by(reference)
    if request.method == "POST":
        shelf = shelf_by(request.POST.get("collection", ""), hidden_too=True)
        put_on_shelf(by=actor_of(request), shelf=shelf, resource=resource)
        messages.success(request, _("It stands on “%(title)s”.") % {"title": shelf.title})
        return redirect("library:show-resource", resource.reference)
    return render(
        request, "library/choose-collection.jinja", {"resource": resource, "collections": collections(hidden_too=True)}
    )


@for_editors
@require_POST
def take_off(request: HttpRequest, reference: str, resource: str) -> HttpResponse:
    """Take a resource off a collection."""
    shelf = shelf_by(reference, hidden_too=True)
    take_off_shelf(by=actor_of(request), shelf=shelf, resource=resource_by(resource))
    return redirect("library:edit-collection", shelf.reference)
