"""A family's own answer, and their own pack, without a worker between."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.http import HttpRequest

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import NotPermitted, NotVisible, WrongState
from kinkeeper.foundation.transactions import require_transaction
from kinkeeper.offers.actions.attempts import WhatHappened, take_answer
from kinkeeper.offers.actions.offer_consents import PASSED_ON_BY, let_go, record_family_consent
from kinkeeper.offers.actions.offers import lock, wrote
from kinkeeper.offers.actions.pack_choices import Chosen, chosen_for_packs
from kinkeeper.offers.actions.pack_making import MadeOf, pack_request
from kinkeeper.offers.models import Attempt, Offer, Pack
from kinkeeper.offers.packs.making import make_pack
from kinkeeper.offers.packs.page import render_html
from kinkeeper.offers.packs.types import Pack as Composed
from kinkeeper.offers.queries.offer_family import SHOWN, pack_was_agreed
from kinkeeper.offers.queries.offer_settings import place
from kinkeeper.offers.queries.offers import people_of
from kinkeeper.offers.rules.offering import MAY_SEND_PACK, steps_after
from kinkeeper.offers.types import AttemptKind, AttemptOutcome, OfferState, Way
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.sharing.actions import disclose
from kinkeeper.sharing.queries import adult_among
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
    if offer.state not in SHOWN:
        raise WrongState
    if offer.contact_id not in adult_among([offer.contact_id]) and answer is FamilyAnswer.ACCEPTED:
        raise NotPermitted("speak_with_us_first")
    _take(by, offer, answer, form_key, try_again_on)
    return offer


@transaction.atomic
def support_taken_back(*, by: Actor, contact: int, agencies: Collection[int], form_key: str) -> int:
    """What held the help somebody had said yes to was taken back: that help ends as if they had said "no, thank you".

    For the room in which a consent is taken back, in its own transaction, after it was found to be theirs to take back.
    Answers how many offers ended.
    """
    require_transaction()
    accepted = Offer.objects.filter(contact_id=contact, service_id__in=list(agencies), state=OfferState.ACCEPTED)
    ended = [lock(offer) for offer in accepted]
    for offer in ended:
        _take(by, offer, FamilyAnswer.DECLINED, form_key, None)
    return len(ended)


def _take(by: Actor, offer: Offer, answer: FamilyAnswer, form_key: str, try_again_on: date | None) -> None:
    moment, before = now(), OfferState(offer.state)
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
        entered_by_id=by.member_id,
        form_key=form_key,
        state_before=before,
    )
    take_answer(offer, steps, happened)
    if answer is FamilyAnswer.ACCEPTED:
        record_family_consent(by=by, offer=offer, way=happened.consent)
    elif answer is FamilyAnswer.DECLINED and before is OfferState.ACCEPTED:
        let_go(by=by, offer=offer, kinds=(BasisKind.CONSENT, *PASSED_ON_BY), action="family_ended_support")
    wrote(by, "answer_own_offer", offer, attempt=attempt.reference, answer=answer)


def open_own_pack(*, by: Actor, offer: Offer) -> Composed:
    """The pack of one's own offer, composed now as a worker's is. Only as the parent agreed: where they are is theirs to tell.

    Raises NotVisible for anybody else, and for a child who was not told; NotPermitted when no pack was agreed to.
    """
    if by.person_id != offer.contact_id or OfferState(offer.state) not in MAY_SEND_PACK:
        raise NotVisible(offer.reference)
    if not pack_was_agreed(offer) or offer.service is None:
        raise NotPermitted("not_agreed_to_pack")
    views = disclose(
        by=by, purpose=Purpose.OWN_RECORD, about=people_of(offer), action="open_own_pack", asked_for=offer.reference
    )
    own, held = views.get(offer.contact_id), views.get(offer.held_id)
    if own is None or held is None or not held.may_see(Category.CUSTODY_DETAILS):
        raise NotVisible(offer.reference)
    sent = Pack.objects.filter(offer=offer).order_by("sent_at", "pk").last()
    chosen = chosen_for_packs([sent], on_day=today(place().zone))[sent.pk] if sent else None
    return make_pack(pack_request(offer, offer.reference, views, MadeOf(chosen or Chosen())))


def pack_as_page(pack: Composed, *, request: HttpRequest) -> str:
    """A family's own pack as a whole page, with the way out."""
    return render_html(pack, request=request)
