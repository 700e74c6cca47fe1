"""Pages for whoever looks after a feed: what was refused, why, and trying again."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kinkeeper.foundation.encryption import CannotOpen
from kinkeeper.foundation.web import actor_of
from kinkeeper.intake import actions, queries
from kinkeeper.intake.forms import REASONS
from kinkeeper.intake.types import Refusal

PER_PAGE = 50


@require_GET
@never_cache
def list_refused(request: HttpRequest) -> HttpResponse:
    """What was refused of the feeds that the reader's agency owns."""
    actor = actor_of(request)
    page = Paginator(queries.refused_of(actor), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(row, REASONS[Refusal(row.reason)]) for row in page]
    feeds = list(queries.feeds_of(actor))
    return render(request, "intake/list-refused.jinja", {"page": page, "rows": rows, "feeds": feeds})


@require_GET
@never_cache
def show_refused(request: HttpRequest, reference: str) -> HttpResponse:
    """One refused line with what was sent."""
    try:
        row, body = actions.read_refused(by=actor_of(request), reference=reference)
    except CannotOpen:
        row, body = queries.refused_one(actor_of(request), reference), ""
    context = {"row": row, "body": body, "why": REASONS[Refusal(row.reason)]}
    return render(request, "intake/show-refused.jinja", context)


@require_POST
def retry_refused(request: HttpRequest) -> HttpResponse:
    """Try again: one line where `reference` names it, else all."""
    rows = queries.refused_of(actor_of(request)).order_by()
    if reference := request.POST.get("reference"):
        rows = rows.filter(pk=queries.refused_one(actor_of(request), reference).pk)
    count = actions.retry(by=actor_of(request), rows=rows)
    taken = count.read - count.refused
    messages.success(request, ngettext("%(n)s line was taken.", "%(n)s lines were taken.", taken) % {"n": taken})
    if count.refused:
        still = ngettext("%(n)s line still cannot be.", "%(n)s lines still cannot be.", count.refused) % {"n": count.refused}
        messages.warning(request, still + " " + _("The reason now stands beside each."))
    return redirect("intake:list-refused")
