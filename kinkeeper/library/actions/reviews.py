"""What practitioners say of a resource, and an editor's reading of it."""

from __future__ import annotations

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import WrongState
from kinkeeper.ledger.actions import record
from kinkeeper.library.actions.writing import user_id
from kinkeeper.library.models import Resource, Review
from kinkeeper.library.permissions import may_edit_library, may_review
from kinkeeper.library.types import ReviewState, Usefulness


@transaction.atomic
def review_resource(*, by: Actor, resource: Resource, usefulness: Usefulness, words: str, used_with: str = "") -> Review:
    """Say what one found. A second review by the same person takes the first one's place and is read anew."""
    may_review(by).require()
    review, _new = Review.objects.update_or_create(
        resource=resource,
        by_id=user_id(by),
        defaults={
            "usefulness": usefulness,
            "words": words.strip(),
            "used_with": used_with.strip(),
            "state": ReviewState.WAITING,
            "read_by": None,
            "read_at": None,
        },
    )
    record(by=by, action="review_resource", detail={"resource": resource.reference, "review": review.reference})
    return review


@transaction.atomic
def decide_review(*, by: Actor, review: Review, show: bool) -> Review:
    """Show a review to everybody, or decline it. Raises WrongState when another editor was quicker."""
    may_edit_library(by).require()
    state = ReviewState.SHOWN if show else ReviewState.DECLINED
    waiting = Review.objects.filter(pk=review.pk, state=ReviewState.WAITING)
    if not waiting.update(state=state, read_by=user_id(by), read_at=now()):
        raise WrongState
    record(by=by, action="decide_review", detail={"review": review.reference, "state": state.value})
    review.refresh_from_db()
    return review
