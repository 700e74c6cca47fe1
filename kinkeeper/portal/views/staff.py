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
from kinkeeper.foundation.uploads import open_file
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers.queries.offers import offer_for
from kinkeeper.portal.actions.asking import Said, release_entry, say
from kinkeeper.portal.actions.coming_in import make_access_code
from kinkeeper.portal.forms.agreeing import EndForm, ObjectForm
from kinkeeper.portal.forms.answers import ReleaseForm, SayForm
from kinkeeper.portal.permissions import may_let_in, may_release
from kinkeeper.portal.queries.agreeing import agreed, agreed_about
from kinkeeper.portal.queries.tellings import hidden_from
from kinkeeper.portal.types import HowWasIt, RequestKind
from kinkeeper.portal.views.agreeing import speakers_for
from kinkeeper.portal.views.pages import page, person_for, staff_only
from kinkeeper.sharing.actions import change_carer, note_asked_anew, object_to_consent, renew_consent, withdraw_consent
from kinkeeper.sharing.queries import person_id, references
from kinkeeper.sharing.queries.consents import who_at
from kinkeeper.sharing.types import ConsentWay, Purpose


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
    return page(
        request,
        "staff/person",
        name=name,
        reference=reference,
        rows=agreed_about(by, person),
        may_let_in=may_let_in(by, person),
        may_release=may_release(by, person),
        kinds=list(RequestKind),
        speakers=speakers_for(by, person),
    )


@staff_only
def make_code(request: HttpRequest, reference: str) -> HttpResponse:
    """A letter with a code: shown this once, to be printed."""
    by = actor_of(request)
    person, name = person_for(by, reference)
    may_let_in(by, person).require()
    if request.method != "POST":
        return page(request, "staff/code", name=name, reference=reference)
    code = make_access_code(by=by, person=person)
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
def view_consent(request: HttpRequest, reference: str, consent: str) -> HttpResponse:
    """One consent: who sees what on it; renew it, take it back, or write down that somebody else says no."""
    by = actor_of(request)
    person, name = person_for(by, reference)
    shown = agreed(by, person, consent)
    found = shown.consent
    others = [speaker for speaker in speakers_for(by, person) if person_id(speaker[0]) != found.given_by_id]
    end = EndForm(request.POST or None)
    objection = ObjectForm(request.POST if request.POST.get("do") == "object" else None, speakers=others)
    if request.method == "POST" and end.is_valid():
        seen = end.cleaned_data["version"]
        done = ""
        if request.POST.get("do") == "end":
            withdraw_consent(by=by, consent=found, seen=seen)
            done = _("Taken back. From now on nobody is shown anything on it.")
        elif request.POST.get("do") == "renew":
            renew_consent(by=by, consent=found, seen=seen, way=ConsentWay.VOICE, ends_at=None)
            done = _("Said again. It holds until it is taken back.")
        elif request.POST.get("do") == "asked":
            note_asked_anew(by=by, consent=found)
            done = _("Written down: they were asked again.")
        elif request.POST.get("do") == "object" and objection.is_valid():
            objector = person_id(objection.cleaned_data["objector"]) or 0
            object_to_consent(by=by, consent=found, seen=seen, objector=objector, words=objection.cleaned_data["words"])
            done = _("It has ended for now. A lead will decide and speak with both.")
        if done:
            messages.success(request, done)
            return redirect("portal:view-person", reference=reference)
    sights = who_at([agency.pk for agency in shown.agencies], Purpose(found.purpose), shown.parts)
    return page(
        request,
        "staff/consent",
        name=name,
        reference=reference,
        consent=found,
        live=shown.live,
        sights=sights,
        objection=objection if others else None,
    )


@staff_only
def read_scan(request: HttpRequest, reference: str, consent: str) -> HttpResponse:
    """The signed form, as it was handed in."""
    by = actor_of(request)
    person, _name = person_for(by, reference)
    found = agreed(by, person, consent).consent
    if not found.scan:
        raise NotVisible(consent)
    response = HttpResponse(open_file(found.scan), content_type=found.scan_type)
    response["Content-Disposition"] = 'attachment; filename="form"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@staff_only
def carer_changed(request: HttpRequest, reference: str) -> HttpResponse:
    """The child's carer has changed: what the former one agreed to ends."""
    by = actor_of(request)
    child, name = person_for(by, reference)
    speakers = speakers_for(by, child)
    chosen = request.POST.get("former", "")
    # Only of those who are shown: for anybody else the answer would tell whether there is such a person.
    former = person_id(chosen) if chosen in {reference for reference, _name in speakers} else None
    if former is not None:
        count = change_carer(by=by, child=child, former=former)
        messages.success(request, _("%(n)d agreements ended. Ask the new carer.") % {"n": count})
        return redirect("portal:view-person", reference=reference)
    return page(request, "staff/carer", name=name, reference=reference, speakers=speakers)


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


@staff_only
def paper_form(request: HttpRequest) -> HttpResponse:
    """The form for agreeing on paper, to be printed and signed."""
    by = actor_of(request)
    agency = agency_of(by)
    return page(request, "staff/paper", agency=agency)
