"""A worker's pages: one person's own side, letters with a code, and everything by telephone or on paper."""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kinkeeper.agencies.queries import agency_of
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers.queries.offers import offer_for
from kinkeeper.portal.actions.asking import Said, release_entry, say
from kinkeeper.portal.actions.coming_in import make_access_code
from kinkeeper.portal.forms.answers import ReleaseForm, SayForm
from kinkeeper.portal.forms.coming_in import LetterForm
from kinkeeper.portal.permissions import FOR_THE_PRIVACY_LEAD, may_ask, may_let_in, may_release
from kinkeeper.portal.queries.agreeing import agreed_about
from kinkeeper.portal.queries.tellings import hidden_from
from kinkeeper.portal.types import HowWasIt, RequestKind
from kinkeeper.portal.views.agreeing import speakers_for
from kinkeeper.portal.views.pages import grounds_for, page, person_for, staff_only
from kinkeeper.sharing.queries import references
from kinkeeper.sharing.queries.consents import age_now
from kinkeeper.sharing.types import ConsentWay


@staff_only
def open_person(request: HttpRequest, reference: str) -> HttpResponse:
    """From an offer to the person it was made to."""
    contact = offer_for(actor_of(request), reference).contact_id
    return redirect("portal:view-person", reference=references([contact])[contact])


@staff_only
def view_person(request: HttpRequest, reference: str) -> HttpResponse:
    """What a worker can do for one person's own side: all that they could do themselves."""
    by = actor_of(request)
    person, name = person_for(by, reference)
    whole = may_ask(by, person, RequestKind.EVERYTHING)
    return page(
        request,
        "staff/person",
        name=name,
        reference=reference,
        rows=agreed_about(by, person),
        may_let_in=may_let_in(by, person),
        may_release=may_release(by, person),
        kinds=[kind for kind in RequestKind if whole or kind not in FOR_THE_PRIVACY_LEAD],
        speakers=speakers_for(by, person),
        grounds=grounds_for(by, person),
    )


@staff_only
def make_code(request: HttpRequest, reference: str) -> HttpResponse:
    """A letter with a code: shown this once, to be printed."""
    by = actor_of(request)
    person, name = person_for(by, reference)
    may_let_in(by, person).require()
    form = LetterForm(request.POST if request.method == "POST" else None) if age_now(person) is None else None
    if request.method != "POST" or (form and not form.is_valid()):
        return page(request, "staff/code", name=name, reference=reference, form=form)
    code = make_access_code(by=by, person=person, age=form.cleaned_data["age"] if form else None)
    address = settings.SITE_URL.rstrip("/") + reverse("portal:come-in")
    drawing = io.BytesIO()
    segno.make(f"{address}#{code.code.replace(' ', '')}", error="m", micro=False).save(
        drawing, kind="svg", xmldecl=False, svgns=False, border=2, scale=4
    )
    agency = agency_of(by)
    return page(
        request,
        "staff/letter",
        name=name,
        code=code,
        address=address,
        square=mark_safe(drawing.getvalue().decode()),  # noqa: S308  (drawn here, of our own address and code)
        service=agency.neutral_name or agency.name,
        phone=agency.phone,
    )


@staff_only
def say_for(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Take down what somebody asks or tells by telephone or on paper."""
    by = actor_of(request)
    person, name = person_for(by, reference)
    if kind not in set(RequestKind):
        raise NotVisible(kind)
    wanted = RequestKind(kind)
    may_ask(by, person, wanted).require()
    form = SayForm(request.POST or None, kind=wanted, by_worker=True)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        how = HowWasIt(found["how_was_it"]) if found.get("how_was_it") else None
        way = ConsentWay(found["way"])
        said = Said(kind=wanted, words=found["words"], way=way, how_was_it=how, form_key=found["form_key"])
        say(by=by, person=person, said=said)
        messages.success(request, _("Taken down."))
        return redirect("portal:view-person", reference=reference)
    return page(request, "staff/say", form=form, kind=wanted, name=name, reference=reference)


@staff_only
def releases(request: HttpRequest, reference: str) -> HttpResponse:
    """Entries of one's own agency that the person does not see yet: let them read one, and say why."""
    by = actor_of(request)
    person, name = person_for(by, reference)
    may_release(by, person).require()
    hidden = hidden_from(reference, person, agency=by.agency_reference)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entry = next((row.entry_id for row in hidden if row.key == form.cleaned_data["entry"]), None)
        if entry is None:
            raise NotVisible(reference)
        release_entry(by=by, person=person, entry=entry, reason=form.cleaned_data["reason"])
        messages.success(request, _("They can read it from now on."))
        return redirect("portal:releases", reference=reference)
    return page(request, "staff/releases", name=name, reference=reference, hidden=hidden, form=form)
