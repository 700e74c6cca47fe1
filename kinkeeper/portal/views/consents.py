"""A worker's pages about what was agreed: say it again, make it smaller, take it back, a no, a change of carer, the forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.agencies.queries import agency_of, members_of
from kinkeeper.design.stale import handing_back
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.uploads import UploadRefused, accept_scan, open_file
from kinkeeper.foundation.web import actor_of
from kinkeeper.portal.actions.agreeing import take_back
from kinkeeper.portal.forms.agreeing import AgreeForm, EndForm, HeardForm, ObjectForm, ScanForm, TakeBackForm, new_consent
from kinkeeper.portal.forms.words import says_now
from kinkeeper.portal.permissions import FOR_THE_PRIVACY_LEAD, LETS_IN
from kinkeeper.portal.queries.agreeing import agreed
from kinkeeper.portal.types import RequestKind
from kinkeeper.portal.views.agreeing import accepted_scan, speakers_for
from kinkeeper.portal.views.own import readers_of
from kinkeeper.portal.views.pages import page, person_for, staff_only
from kinkeeper.sharing.actions import attach_scan, change_carer, narrow_consent, note_asked_anew, object_to_consent
from kinkeeper.sharing.queries import person_id
from kinkeeper.sharing.queries.consents import categories_to_ask, who_at
from kinkeeper.sharing.types import Purpose

if TYPE_CHECKING:
    from kinkeeper.sharing.models import Consent


NO_SCAN = gettext_lazy("That file cannot be taken: it must be a PDF, JPEG or PNG of up to 10 MB.")


@staff_only
def view_consent(request: HttpRequest, reference: str, consent: str) -> HttpResponse:
    """One consent: whose word, who heard it, who sees what on it; take it back, or write down that somebody says no."""
    by = actor_of(request)
    person, name = person_for(by, reference)
    one = agreed(by, person, consent)
    found, agencies = one.consent, one.agencies
    speakers = speakers_for(by, person)
    others = [speaker for speaker in speakers if person_id(speaker[0]) not in {found.given_by_id, None}]
    end = EndForm(request.POST or None)
    objection = ObjectForm(request.POST if request.POST.get("do") == "object" else None, speakers=others)
    scan = ScanForm(request.POST, request.FILES) if request.POST.get("do") == "scan" else ScanForm()
    back = TakeBackForm(request.POST, request.FILES) if request.POST.get("do") == "end" else TakeBackForm()
    if request.method == "POST" and end.is_valid():
        said = {"object": objection, "scan": scan, "end": back}.get(request.POST.get("do", ""), end)
        said.is_valid()
        with handing_back(said, found, says_now):
            if done := _do(request, by, found, end.cleaned_data["version"], objection, scan, back):
                messages.success(request, done)
                return redirect("portal:view-person", reference=reference)
    heard = {member.user.reference: member.user.name for member in members_of(by.agency_id)}
    return page(
        request,
        "staff/consent",
        name=name,
        reference=reference,
        consent=found,
        end=end,
        live=one.live,
        whole=one.whole,
        agencies=agencies,
        sights=who_at([agency.pk for agency in agencies], Purpose(found.purpose), one.parts),
        objection=objection if others and found.given_by_id != person else None,
        scan=scan,
        back=back,
        said_by=next((label for ref, label in speakers if person_id(ref) == found.given_by_id), ""),
        heard_by=heard.get(found.heard_by, ""),
        taken_back_to=heard.get(found.ended_heard_by, ""),
        giver=next((ref for ref, _label in speakers if person_id(ref) == found.given_by_id), ""),
    )


def _do(
    request: HttpRequest, by: Actor, consent: Consent, seen: int, objection: ObjectForm, scan: ScanForm, back: TakeBackForm
) -> str:
    """Do what the button says; answers what was done in words, or nothing when a form must be looked at again."""
    wanted = request.POST.get("do")
    if wanted == "end" and back.is_valid() and (kept := _scan(back)) is not None:
        ended = take_back(by=by, consent=consent, seen=seen, how=back.taken_back(kept))
        return _("Taken back, and the help ends with it.") if ended else _("Taken back. Nobody is shown anything on it now.")
    if wanted == "asked":
        note_asked_anew(by=by, consent=consent)
        return _("Written down: they were asked again.")
    if wanted == "object" and objection.is_valid():
        said = objection.cleaned_data
        object_to_consent(by=by, consent=consent, seen=seen, objector=person_id(said["objector"]) or 0, words=said["words"])
        return _("It has ended for now. A lead will decide and speak with both.")
    if wanted == "scan" and scan.is_valid():
        try:
            content, kind = accept_scan(scan.cleaned_data["scan"])
        except UploadRefused:
            scan.add_error("scan", NO_SCAN)
            return ""
        attach_scan(by=by, consent=consent, seen=seen, scan=content, scan_type=kind)
        return _("The form is kept with it.")
    return ""


@staff_only
def make_smaller(request: HttpRequest, reference: str, consent: str) -> HttpResponse:
    """They want less shared: fewer places, fewer parts, or a sooner end. First, exactly who would still see what."""
    by = actor_of(request)
    person, name = person_for(by, reference)
    one = agreed(by, person, consent)
    found, shown, parts = one.consent, one.agencies, one.parts
    if not one.live or not one.whole:
        raise NotVisible(consent)  # what a worker does not see whole, they do not write anew
    purpose = Purpose(found.purpose)
    sent = request.POST if request.method == "POST" and request.POST.get("step") != "find" else None
    confirming = sent is not None and request.POST.get("step") == "yes"
    form = AgreeForm(
        sent,
        agencies=[(agency.reference, agency.name) for agency in shown],
        parts=[part for part in categories_to_ask(purpose) if part in parts],
        initial={"agencies": [agency.reference for agency in shown], "parts": [str(part) for part in parts]},
    )
    heard = HeardForm(request.POST if confirming else None, request.FILES if confirming else None)
    ids = {agency.reference: agency.pk for agency in shown}
    sights = None
    if sent is not None and form.is_valid():
        wanted = [ids[ref] for ref in form.cleaned_data["agencies"]]
        sights = who_at(wanted, purpose, [*map(Category, form.cleaned_data["parts"])])
        if confirming and heard.is_valid() and (scan := _scan(heard)) is not None:
            giver = found.given_by_id
            less = new_consent(form, person=person, giver=giver, purpose=purpose, agencies=ids, heard=heard, scan=scan)
            with handing_back(form, found, says_now, version="seen"):
                narrow_consent(by=by, consent=found, seen=int(request.POST.get("seen") or found.version), narrower=less)
                messages.success(request, _("Done. From now on less is shown."))
                return redirect("portal:view-person", reference=reference)
    return page(
        request,
        "staff/smaller",
        name=name,
        reference=reference,
        form=form,
        heard=heard,
        sights=sights,
        purpose=purpose,
        version=found.version,
        consent=found,
    )


def _scan(heard: HeardForm | TakeBackForm) -> tuple[bytes, str] | None:
    try:
        return accepted_scan(heard)
    except UploadRefused:
        heard.add_error("scan", NO_SCAN)
        return None


@staff_only
def read_scan(request: HttpRequest, reference: str, consent: str) -> HttpResponse:
    """The signed form, as it was handed in; with `?of=end`, what was written to take it back.

    It names every place and every part: only for who may read all of the agreement.
    """
    by = actor_of(request)
    person, _name = person_for(by, reference)
    one = agreed(by, person, consent)
    found, ended = one.consent, request.GET.get("of") == "end"
    name, kind = (found.ended_scan, found.ended_scan_type) if ended else (found.scan, found.scan_type)
    if not name or not one.whole:
        raise NotVisible(consent)
    response = HttpResponse(open_file(name), content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="form"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@staff_only
def say_again_letter(request: HttpRequest, reference: str, consent: str) -> HttpResponse:
    """A letter to whoever agreed, before it ends: what ends and when, and how to say it again. To print."""
    by = actor_of(request)
    person, _name = person_for(by, reference)
    one = agreed(by, person, consent)
    found = one.consent
    if not one.live or found.ends_at is None:
        raise NotVisible(consent)
    speakers = speakers_for(by, person)
    dear = next((label for ref, label in speakers if person_id(ref) == found.given_by_id), "")
    return page(
        request, "staff/ends-soon", consent=found, dear=dear, about_me=found.given_by_id == person, agency=agency_of(by)
    )


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
        change_carer(by=by, child=child, former=former)  # how many ended is more than every worker may know
        messages.success(request, _("Written down: what the former carer agreed to has ended. Ask the new one."))
        return redirect("portal:view-person", reference=reference)
    return page(request, "staff/carer", name=name, reference=reference, speakers=speakers)


@staff_only
def paper_form(request: HttpRequest) -> HttpResponse:
    """The form for agreeing on paper, to be printed and signed."""
    by = actor_of(request)
    agency = agency_of(by)
    return page(request, "staff/paper", agency=agency)


@staff_only
def words_form(request: HttpRequest) -> HttpResponse:
    """The form for writing on paper: first which adults read it, then what it is, and room for words. To be printed."""
    by = actor_of(request)
    agency = agency_of(by)
    everybody, checkers = (readers_of(agency.pk, kind) for kind in (RequestKind.MESSAGE, RequestKind.EVERYTHING))
    kinds = [kind for kind in RequestKind if by.role in LETS_IN or kind not in FOR_THE_PRIVACY_LEAD]
    return page(request, "staff/paper-words", agency=agency, readers=everybody, checkers=checkers, kinds=kinds)
