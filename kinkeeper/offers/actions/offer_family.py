"""A family's own answer, and their own pack, without a worker between."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import NotPermitted, NotVisible, WrongState
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line, Outcome
from kinkeeper.offers.actions.attempts import WhatHappened, take_answer
from kinkeeper.offers.actions.offer_consents import PASSED_ON_BY, let_go, record_family_consent
from kinkeeper.offers.actions.offers import lock, wrote
from kinkeeper.offers.actions.pack_places import Places
from kinkeeper.offers.models import Attempt, Offer
from kinkeeper.offers.packs.making import make_pack
from kinkeeper.offers.packs.page import render_html
from kinkeeper.offers.packs.types import Pack, PackRequest, Tie, Told
from kinkeeper.offers.queries.offer_family import SHOWN, pack_was_agreed
from kinkeeper.offers.queries.offer_settings import place
from kinkeeper.offers.rules.offering import MAY_SEND_PACK, steps_after
from kinkeeper.offers.types import AttemptKind, AttemptOutcome, OfferState, Way
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.people.types import DemographicsView, WhereaboutsView
from kinkeeper.people.types import Tie as Kinship
from kinkeeper.sharing.actions import disclose
from kinkeeper.sharing.queries import adult_among, references
from kinkeeper.sharing.types import BasisKind, Purpose


@transaction.atomic
def answer_own_offer(
    *, by: Actor, offer: Offer, answer: FamilyAnswer, form_key: str, try_again_on: date | None = None
) -> Offer:
    """The person an offer was made to answers it themselves. The same form sent twice is one answer.

    Raises NotVisible for anybody else, NotPermitted for a child, WrongState when the offer has moved on.
    """
    offer = lock(offer)
    if not by.is_family or by.person_id != offer.contact_id:
        raise NotVisible(offer.reference)
    if Attempt.objects.filter(offer=offer, form_key=form_key).exists():
        return offer
    before = OfferState(offer.state)
    if before not in SHOWN:
        raise WrongState
    if offer.contact_id not in adult_among([offer.contact_id]) and answer is FamilyAnswer.ACCEPTED:
        raise NotPermitted("speak_with_us_first")
    moment = now()
    happened = WhatHappened(
        kind=AttemptKind.LETTER,
        outcome=AttemptOutcome.SPOKE,
        at=moment,
        came_to_us=True,
        answer=answer,
        try_again_on=try_again_on,
        consent=Way.PORTAL,
    )
    try:
        steps = steps_after(before, spoke=True, answer=answer)
    except ValueError:
        raise WrongState from None
    attempt = Attempt.objects.create(
        offer=offer,
        kind=happened.kind,
        outcome=happened.outcome,
        answer=answer,
        came_to_us=True,
        at=moment,
        form_key=form_key,
        state_before=before,
    )
    take_answer(offer, steps, happened)
    if answer is FamilyAnswer.ACCEPTED:
        record_family_consent(by=by, offer=offer, way=happened.consent)
    elif answer is FamilyAnswer.DECLINED and before is OfferState.ACCEPTED:
        let_go(by=by, offer=offer, kinds=(BasisKind.CONSENT, *PASSED_ON_BY), action="family_ended_support")
    wrote(by, "answer_own_offer", offer, attempt=attempt.reference, answer=answer)
    return offer


def open_own_pack(*, by: Actor, offer: Offer) -> Pack:
    """The pack of one's own offer, composed now. Only as the parent agreed: which prison it is, is theirs to tell.

    Raises NotVisible for anybody else, and for a child who was not told; NotPermitted when no pack was agreed to.
    """
    if by.person_id != offer.contact_id or OfferState(offer.state) not in MAY_SEND_PACK:
        raise NotVisible(offer.reference)
    if not pack_was_agreed(offer) or offer.service is None:
        raise NotPermitted("not_agreed_to_pack")
    own = disclose(
        by=by, purpose=Purpose.OWN_RECORD, about=[offer.contact_id], action="open_own_pack", asked_for=offer.reference
    )[offer.contact_id]
    if not own.may_see(Category.CUSTODY_FACT):
        raise NotVisible(offer.reference)
    held = references([offer.held_id])[offer.held_id]
    with transaction.atomic():  # what the parent permitted the family to be told is told on their word alone
        record(
            by=by,
            action="open_own_pack",
            purpose=Purpose.OFFER_SUPPORT,
            outcome=Outcome.SERVED,
            lines=[Line(person=held, categories=frozenset({Category.CUSTODY_DETAILS}), rule="the-parents-permission")],
            detail={"offer": offer.reference},
        )
    speech = own.part(Category.DEMOGRAPHICS, DemographicsView)
    said = speech.languages.casefold() if speech else ""
    languages = [known.code for known in place().languages if known.name.casefold() in said]
    grown_up = offer.contact_id in adult_among([offer.contact_id])
    places = Places(today(settings.TIME_ZONE))
    prison, inside = places.prison(offer.period.prison.code)
    return make_pack(
        PackRequest(
            jurisdiction=place().code,
            reference=offer.reference,
            made_on=places.on_day,
            prison=prison,
            inside=inside,
            near_home=places.near_home(own.part(Category.WHEREABOUTS, WhereaboutsView), offer.period.prison.code),
            reader=_READERS.get(Kinship(offer.tie), Tie.FRIEND) if grown_up else Tie.CHILD,
            worker=places.worker(offer),
            told=Told.ALL if not grown_up else Told.NONE,
            language=languages[0] if languages and "english" not in said else "en",
            parent_word="your relative",
            site=settings.SITE_URL,
        )
    )


_READERS = {
    Kinship.PARTNER: Tie.PARTNER,
    Kinship.FORMER_PARTNER: Tie.PARTNER,
    Kinship.MOTHER: Tie.PARENT,
    Kinship.FATHER: Tie.PARENT,
    Kinship.STEP_PARENT: Tie.PARENT,
    Kinship.GRANDPARENT: Tie.GRANDPARENT,
    Kinship.SIBLING: Tie.SIBLING,
}


def pack_as_page(pack: Pack, *, request: HttpRequest) -> str:
    """A family's own pack as a whole page, with the way out."""
    return render_html(pack, request=request)
