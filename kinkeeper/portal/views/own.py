"""A family member's own pages: home, the help that is offered, who knows what, asking and telling."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kinkeeper.agencies.queries import members_of
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers import actions as offers
from kinkeeper.offers.queries.offer_family import offer_to, offers_to, pack_was_agreed
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.people.types import IdentityView
from kinkeeper.portal.actions.asking import Said, say
from kinkeeper.portal.actions.everything import take_bundle
from kinkeeper.portal.forms.answers import AnswerForm, SayForm
from kinkeeper.portal.forms.words import told_in_words
from kinkeeper.portal.paper import record_as_pdf, tellings_as_pdf
from kinkeeper.portal.permissions import ANSWERS, CHECKS_RECORDS, FOR_THE_PRIVACY_LEAD
from kinkeeper.portal.queries import requests as asked
from kinkeeper.portal.queries.accounts import account_of
from kinkeeper.portal.queries.tellings import tellings
from kinkeeper.portal.types import HowWasIt, RequestKind
from kinkeeper.portal.views.pages import family_only, is_young, page, paper
from kinkeeper.sharing.actions import disclose
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.types import Purpose, View


def _own_view(request: HttpRequest, action: str) -> View:
    by = actor_of(request)
    if by.person_id is None:
        raise NotVisible
    return disclose(by=by, purpose=Purpose.OWN_RECORD, about=[by.person_id], action=action)[by.person_id]


@family_only
def home(request: HttpRequest) -> HttpResponse:
    """What there is, in a few large links."""
    by = actor_of(request)
    view = _own_view(request, "open_own_page")
    identity = view.part(Category.IDENTITY, IdentityView)
    offers_now = offers_to(by)
    return page(
        request,
        "home",
        name=identity.first_name if identity else "",
        young=is_young(by),
        offers=offers_now if view.may_see(Category.CUSTODY_FACT) else [],
        account=account_of(by),
        waiting=any(asked.has_bundle(request_) for request_ in asked.my_requests(by)),
    )


@family_only
def answer_offer(request: HttpRequest, reference: str) -> HttpResponse:
    """Yes, not now, or no."""
    by = actor_of(request)
    if not _own_view(request, "open_own_offer").may_see(Category.CUSTODY_FACT):
        raise NotVisible(reference)
    offer = offer_to(by, reference)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        answer = FamilyAnswer(found["answer"])
        offers.answer_own_offer(
            by=by, offer=offer, answer=answer, form_key=found["form_key"], try_again_on=found["try_again_on"]
        )
        messages.success(
            request,
            {
                FamilyAnswer.ACCEPTED: _("Thank you. Somebody will ring you."),
                FamilyAnswer.LATER: _("That is fine. We ask you again later, and you can come back any day."),
                FamilyAnswer.DECLINED: _("That is fine. Nobody will ring you. You can change your mind any day."),
            }[answer],
        )
        return redirect("portal:home")
    # Where an order, or a last day, keeps it from them nothing leads to it: a link into nowhere would say so.
    agreed = pack_was_agreed(offer) and offer.state in {"passed_on", "attempted", "reached", "later", "accepted"}
    pack = agreed and may_see(by, Purpose.OWN_RECORD, Category.CUSTODY_DETAILS, offer.held_id)
    return page(request, "offer", form=form, offer=offer, has_pack=pack)


@family_only
def who_knows(request: HttpRequest) -> HttpResponse:
    """Who was told what about me, in words, by day."""
    view = _own_view(request, "who_knows_what")
    knows = view.may_see(Category.CUSTODY_FACT)
    days = tellings(view.reference, view.person_id, knows=knows)
    return page(request, "who-knows", days=days, young=is_young(actor_of(request)))


@family_only
def who_knows_on_paper(request: HttpRequest) -> HttpResponse:
    """The same, to print."""
    view = _own_view(request, "who_knows_what")
    days = tellings(view.reference, view.person_id, knows=view.may_see(Category.CUSTODY_FACT))
    return paper(tellings_as_pdf(told_in_words(days)), "pages")


@family_only
def say_something(request: HttpRequest, kind: str) -> HttpResponse:
    """Write to the people who help, put something right, ask for everything, ask to delete, say how it went."""
    by = actor_of(request)
    if kind not in set(RequestKind) or by.person_id is None:
        raise NotVisible(kind)
    wanted = RequestKind(kind)
    if wanted is RequestKind.WHO_KNOWS:  # whoever is in has it on a page, and as a PDF: only a worker takes it down
        return redirect("portal:who-knows")
    form = SayForm(request.POST or None, kind=wanted, by_worker=False)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        how = HowWasIt(found["how_was_it"]) if found.get("how_was_it") else None
        said = Said(kind=wanted, words=found["words"], how_was_it=how, form_key=found["form_key"])
        say(by=by, person=by.person_id, said=said)
        messages.success(request, _("Thank you. It has arrived, and a person will read it."))
        return redirect("portal:my-requests")
    account = account_of(by)
    return page(request, "say", form=form, kind=wanted, agency=account.agency, readers=readers_of(account.agency_id, wanted))


def readers_of(agency: int, kind: RequestKind) -> list[tuple[str, str]]:
    """Name and role of every adult who will be able to read it."""
    roles = CHECKS_RECORDS if kind in FOR_THE_PRIVACY_LEAD else ANSWERS
    return [(member.user.name, member.role) for member in members_of(agency) if member.role in roles]


@family_only
def my_requests(request: HttpRequest) -> HttpResponse:
    """What I have asked, and what came of it."""
    by = actor_of(request)
    _own_view(request, "open_own_requests")
    rows = [(found, asked.words_of(found), asked.answer_of(found), asked.has_bundle(found)) for found in asked.my_requests(by)]
    return page(request, "requests", rows=rows)


@family_only
def take_everything(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """One's own copy of all that is held, as PDF or JSON."""
    found = take_bundle(by=actor_of(request), request=asked.my_request(actor_of(request), reference))
    if form == "pdf":
        return paper(record_as_pdf(found), "record")
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="record.json"'
    response["Cache-Control"] = "no-store"
    return response


@family_only
def read_pack(request: HttpRequest, reference: str) -> HttpResponse:
    """The pages made for this family, to read or print."""
    by = actor_of(request)
    pack = offers.open_own_pack(by=by, offer=offer_to(by, reference))
    made = HttpResponse(offers.pack_as_page(pack, request=request))
    made["Cache-Control"] = "no-store"
    return made
