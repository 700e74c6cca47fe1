"""Keeping entries true: every ninety days their owner is asked "still right?", and says so with one press."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import mail, signing
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from kinkeeper.directory.actions.writing import assure
from kinkeeper.directory.errors import LinkSpent
from kinkeeper.directory.models import Report, Service, StillRight
from kinkeeper.directory.permissions import may_assure
from kinkeeper.directory.queries.entries import letters_to_send, services_due_a_letter
from kinkeeper.foundation.actors import NOBODY, Actor
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.jobs import enqueue
from kinkeeper.ledger.actions import record

SALT = "directory.still-right"
LINK_LIVES = timedelta(days=60)
AT_ONCE = 200


def ask_owners(*, limit: int = AT_ONCE) -> int:
    """Decide on letters to owners of entries that are due one, and queue the sending; answers how many."""
    with transaction.atomic():
        letters = StillRight.objects.bulk_create(
            StillRight(service=service, sent_to=service.owner_email) for service in services_due_a_letter()[:limit]
        )
        if letters:
            enqueue("directory.send_letters")
    return len(letters)


def send_letters() -> int:
    """Send the letters that wait, each marked as sent first: one that is lost is asked again later, never sent twice."""
    sent = 0
    for letter in letters_to_send():
        if not StillRight.objects.filter(pk=letter.pk, sent_at__isnull=True).update(sent_at=now()):
            continue
        answer_here = settings.SITE_URL + reverse("directory:answer-letter", args=[link_of(letter)])
        words = render_to_string(
            "directory/letter.txt.jinja", {"service": letter.service, "answer_here": answer_here, "days": LINK_LIVES.days}
        )
        subject, _, body = words.partition("\n")
        mail.send_mail(subject.strip(), body.lstrip(), None, [letter.sent_to])
        sent += 1
    return sent


def link_of(letter: StillRight) -> str:
    """The signed part of the letter's link."""
    return signing.dumps(letter.reference, salt=SALT)


def letter_behind(link: str) -> StillRight:
    """The letter that a link came from. Raises LinkSpent when it was answered, is too old, or was never ours."""
    try:
        reference = signing.loads(link, salt=SALT, max_age=LINK_LIVES)
    except signing.BadSignature as wrong:
        raise LinkSpent from wrong
    letter = (
        StillRight.objects.filter(reference=reference, answered_at__isnull=True).select_related("service__organisation").first()
    )
    if letter is None:
        raise LinkSpent
    return letter


@transaction.atomic
def answer_letter(*, link: str, right: bool, words: str = "") -> Service:
    """The owner's answer: right, so the entry is assured today; or not, so a moderator is told. The link is spent.

    Raises LinkSpent.
    """
    letter = letter_behind(link)
    if not StillRight.objects.filter(pk=letter.pk, answered_at__isnull=True).update(answered_at=now(), right=right):
        raise LinkSpent
    service = letter.service
    if right:
        assure(service, today(settings.TIME_ZONE), letter.sent_to)
    else:
        Report.objects.create(service=service, kind="other", words=words[:1000] or "The owner says that it is no longer right.")
    record(by=NOBODY, action="answer_letter", detail={"service": service.reference, "right": right})
    return service


@transaction.atomic
def assure_entry(*, by: Actor, service: Service) -> Service:
    """Say, signed in, that an entry is right today. Raises NotPermitted."""
    may_assure(by, service).require()
    assure(service, today(settings.TIME_ZONE), by.reference)
    record(by=by, action="assure_entry", detail={"service": service.reference})
    return service
