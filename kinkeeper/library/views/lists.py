"""One's own lists."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.foundation.web import actor_of
from kinkeeper.library.actions import keep_in_list, make_list, remove_shelf, review_resource, take_from_list
from kinkeeper.library.errors import TooManyLists
from kinkeeper.library.forms import ListForm, ReviewForm
from kinkeeper.library.queries import list_by, lists_of, resource_by
from kinkeeper.library.types import Usefulness
from kinkeeper.library.views.showing import rows_of


@login_required
def show_lists(request: HttpRequest) -> HttpResponse:
    """All of one's own lists, and a new one."""
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            shelf = make_list(by=actor_of(request), title=form.cleaned_data["title"])
            return redirect("library:show-list", shelf.reference)
        except TooManyLists:
            form.add_error(None, _("You have as many lists as there is room for. Remove one first."))
    return render(request, "library/lists.jinja", {"form": form, "lists": lists_of(actor_of(request))})


@login_required
def show_list(request: HttpRequest, reference: str) -> HttpResponse:
    """One of one's own lists."""
    shelf = list_by(reference, actor_of(request))
    rows = rows_of(place.resource for place in shelf.places.all())
    return render(request, "library/list.jinja", {"shelf": shelf, "rows": rows})


@login_required
@require_POST
def keep_resource(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a resource on a list: one that is there, or a new one."""
    actor, resource = actor_of(request), resource_by(reference)
    try:
        if request.POST.get("list"):
            shelf = list_by(request.POST["list"], actor)
        else:
            shelf = make_list(by=actor, title=request.POST.get("title", "").strip()[:160] or _("My list"))
        keep_in_list(by=actor, shelf=shelf, resource=resource)
        messages.success(request, _("It is on your list “%(title)s”.") % {"title": shelf.title})
    except TooManyLists:
        messages.error(request, _("There is no more room. Take something off first."))
    return redirect("library:show-resource", resource.reference)


@login_required
@require_POST
def take_resource(request: HttpRequest, reference: str, resource: str) -> HttpResponse:
    """Take a resource off a list."""
    shelf = list_by(reference, actor_of(request))
    take_from_list(by=actor_of(request), shelf=shelf, resource=resource_by(resource))
    return redirect("library:show-list", shelf.reference)


@login_required
@require_POST
def remove_list(request: HttpRequest, reference: str) -> HttpResponse:
    """Remove a list; what was on it stays in the library."""
    remove_shelf(by=actor_of(request), shelf=list_by(reference, actor_of(request)))
    messages.success(request, _("The list is removed."))
    return redirect("library:show-lists")


@login_required
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what one found with a resource."""
    resource = resource_by(reference)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        review_resource(
            by=actor_of(request),
            resource=resource,
            usefulness=Usefulness(said["usefulness"]),
            words=said["words"],
            used_with=said["used_with"],
        )
        messages.success(request, _("Thank you. An editor reads it before it is shown."))
        return redirect("library:show-resource", resource.reference)
    return render(request, "library/review.jinja", {"form": form, "resource": resource})
