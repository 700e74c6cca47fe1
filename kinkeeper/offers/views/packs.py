"""Opening, printing and sending packs. File names and titles say nothing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kinkeeper.directory.queries import help_named, help_to_choose
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.web import actor_of
from kinkeeper.library.queries import reading_lists, readings
from kinkeeper.offers import actions
from kinkeeper.offers.forms.packs import BatchForm, HelpForm, PackSentForm, ReadingForm
from kinkeeper.offers.packs.page import render_html
from kinkeeper.offers.packs.paper import render_batch, render_pdf
from kinkeeper.offers.permissions.offers import may_offer, may_send_pack
from kinkeeper.offers.queries import offers as queries
from kinkeeper.offers.queries.offer_settings import place
from kinkeeper.offers.types import PackRoute
from kinkeeper.offers.views.offer_page import offer_page

BATCH = 40  # as many as one sitting at the printer takes


def _is_large(request: HttpRequest) -> bool:
    return request.GET.get("size") == "large"


def _file(body: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        body,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@login_required
def view_pack(request: HttpRequest, reference: str) -> HttpResponse:
    """The pack of one family: look at it, print it, say that it went."""
    by = actor_of(request)
    offer = queries.offer_for(by, reference)
    form = PackSentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.mark_pack_sent(by=by, offer=offer, route=PackRoute(form.cleaned_data["route"]))
        messages.success(request, _("Written down: the pack is on its way."))
        return redirect("offers:view-call-sheet", reference=reference)
    name = actions.name_family(by=by, offer=offer)
    packs = queries.packs_of(offer)
    chosen = readings(packs[0].reading) if packs else []
    given = help_named(packs[0].services, on_day=today(place().zone)) if packs else []
    context = {"packs": packs, "may_send": may_send_pack(by, offer), "reading": chosen, "given": given}
    lists = ReadingForm(lists=reading_lists(by))
    return offer_page(request, "offers/offer-pack.jinja", form=form, offer=offer, name=name, lists=lists, **context)


@login_required
@require_POST
def choose_reading(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a reading list into the pack, or take it out again."""
    by = actor_of(request)
    offer = queries.offer_for(by, reference)
    form = ReadingForm(request.POST, lists=reading_lists(by))
    if form.is_valid():
        pack = actions.choose_reading(by=by, offer=offer, shelf=form.cleaned_data["shelf"])
        said = _("The list is in the pack.") if pack.reading else _("There is no reading list in the pack.")
        messages.success(request, said)
    else:
        messages.warning(request, _("That list is no longer there. Choose another."))
    return redirect("offers:view-pack", reference=reference)


@login_required
def choose_help(request: HttpRequest, reference: str) -> HttpResponse:
    """Look for help in the directory, and put it into the pack or take it out again."""
    by = actor_of(request)
    offer = queries.offer_for(by, reference)
    may_send_pack(by, offer).require()
    if request.method == "POST":
        do = actions.drop_help if request.POST.get("do") == "drop" else actions.choose_help
        do(by=by, offer=offer, service=request.POST.get("service", ""))
        messages.success(request, _("It is out of the pack.") if do is actions.drop_help else _("It is in the pack."))
        return redirect("offers:view-pack", reference=reference)
    form = HelpForm(request.GET or None)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    name = actions.name_family(by=by, offer=offer)
    packs = queries.packs_of(offer)
    chosen = packs[0].services if packs else []
    context = {"typed": typed, "found": help_to_choose(typed), "chosen": chosen, "is_full": len(chosen) >= actions.MOST_HELP}
    return offer_page(request, "offers/offer-pack-help.jinja", form=form, offer=offer, name=name, **context)


@login_required
def read_pack(request: HttpRequest, reference: str) -> HttpResponse:
    """The pack as a page, larger on request."""
    by = actor_of(request)
    _record, pack = actions.open_pack(by=by, offer=queries.offer_for(by, reference))
    page = HttpResponse(render_html(pack, large_print=_is_large(request), paper=True, request=request))
    page["Cache-Control"] = "no-store"
    return page


@login_required
def download_pack(request: HttpRequest, reference: str) -> HttpResponse:
    """The pack as a PDF to print, in large print on request."""
    by = actor_of(request)
    _record, pack = actions.open_pack(by=by, offer=queries.offer_for(by, reference))
    return _file(render_pdf(pack, large_print=_is_large(request)), pack.file_name)


@login_required
def list_packs_due(request: HttpRequest) -> HttpResponse:
    """A day's packs: print them in one file, then say that they went."""
    by = actor_of(request)
    may_offer(by).require()
    offers = list(queries.packs_due(by).select_related("worker__user", "service", "asking", "period")[:BATCH])
    families = actions.page_of_families(by=by, offers=offers, action="list_packs_due")
    form = BatchForm(request.POST or None, families=families)
    if request.method == "POST" and form.is_valid():
        chosen = [offer for offer in offers if offer.reference in form.cleaned_data["packs"]]
        if request.POST.get("do") == "sent":
            count = actions.mark_packs_sent(by=by, offers=chosen, route=PackRoute.POST)
            messages.success(
                request, ngettext("%(n)s pack is on its way.", "%(n)s packs are on their way.", count) % {"n": count}
            )
            return redirect("offers:list-packs-due")
        if request.POST.get("do") == "confirm":
            return offer_page(request, "offers/offer-packs-sent.jinja", form=form, chosen=chosen)
        packs = [pack for _record, pack in actions.open_packs(by=by, offers=chosen)]
        if packs:
            return _file(render_batch(packs), "information.pdf")
        messages.warning(request, _("None of these packs may be sent now."))
    return offer_page(request, "offers/offer-packs-due.jinja", form=form, families=families)
