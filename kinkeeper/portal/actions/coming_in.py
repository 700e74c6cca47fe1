"""In by a code from a letter, and afterwards by a one-time code or a passkey. What is wrong with a code is never said."""

from __future__ import annotations

from hmac import compare_digest

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from kinkeeper.accounts.actions import open_account, sign_in_family
from kinkeeper.foundation.actors import SYSTEM, Actor, ActorKind
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotPermitted
from kinkeeper.foundation.jobs import enqueue
from kinkeeper.foundation.randomness import random_below
from kinkeeper.foundation.references import new_reference
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.people.actions import note_age
from kinkeeper.portal.actions.closing import forget_account
from kinkeeper.portal.errors import CodeWrong, WayTaken
from kinkeeper.portal.models import AccessCode, FamilyAccount, OneTimeCode
from kinkeeper.portal.permissions import may_let_in
from kinkeeper.portal.queries.accounts import account_by_route, account_of, keyed, route_key
from kinkeeper.portal.rules import ALPHABET, LETTER_LASTS, ONE_TIME_LASTS, WRONG_ALLOWED, in_groups, tidy_code
from kinkeeper.portal.types import NewCode, WayIn
from kinkeeper.sharing.queries import references

NOBODYS_KEY = "0" * 64  # compared where nothing was found, so that the answer takes as long


@transaction.atomic
def make_access_code(*, by: Actor, person: int, age: int | None = None) -> NewCode:
    """A code for a letter, shown this once. An earlier one for this person that was not used ends. Raises NotPermitted.

    `age` in years, about, where the worker has it from them and nothing was known: their page speaks as to a child without it.
    """
    may_let_in(by, person).require()
    if by.agency_id is None:
        raise NotPermitted("not_your_role")
    if age is not None:
        note_age(by=by, person=person, age=age)
    moment = now()
    AccessCode.objects.filter(person_id=person, used_at__isnull=True, stopped_at__isnull=True).update(stopped_at=moment)
    selector = _free_selector()
    secret = "".join(ALPHABET[random_below(len(ALPHABET))] for _ in range(8))
    made = AccessCode.objects.create(
        person_id=person,
        agency_id=by.agency_id,
        made_by=by.reference,
        selector=selector,
        key=keyed("letter", selector + secret),
        expires_at=moment + LETTER_LASTS,
    )
    _wrote(by, "make_access_code", person, code=made.reference)
    return NewCode(code=in_groups(selector + secret), expires_at=made.expires_at)


def _free_selector() -> str:
    while True:
        selector = "".join(ALPHABET[random_below(len(ALPHABET))] for _ in range(4))
        if not AccessCode.objects.filter(selector=selector, used_at__isnull=True, stopped_at__isnull=True).exists():
            return selector


def come_in_by_letter(*, request: HttpRequest, typed: str) -> FamilyAccount:
    """Use up a letter's code and open a session for the person it was made for.

    The request is what a session is opened on, so this action takes it. Raises CodeWrong, whatever was wrong.
    """
    code = tidy_code(typed)
    with transaction.atomic():
        account = _use_letter(code)
    if account is None:
        raise CodeWrong
    sign_in_family(request=request, user=account.user)
    return account


def _use_letter(code: str) -> FamilyAccount | None:
    live = AccessCode.objects.select_for_update().filter(
        selector=code[:4], used_at__isnull=True, stopped_at__isnull=True, expires_at__gt=now()
    )
    found = live.first() if code else None
    right = compare_digest(keyed("letter", code), found.key if found else NOBODYS_KEY)
    if found is None:
        return None
    if not right:
        _count_wrong(found)
        return None
    AccessCode.objects.filter(pk=found.pk).update(used_at=now())
    return _account_for(found)


def _count_wrong(code: AccessCode) -> None:
    """One more wrong try; at the limit the code stops, and whoever made it can see that a new one is needed."""
    stopped = now() if code.wrong + 1 >= WRONG_ALLOWED else None
    AccessCode.objects.filter(pk=code.pk).update(wrong=code.wrong + 1, stopped_at=stopped)
    if stopped:
        _wrote(SYSTEM, "access_code_stopped", code.person_id, code=code.reference)


def _account_for(code: AccessCode) -> FamilyAccount:
    account = FamilyAccount.objects.select_related("user").filter(person_id=code.person_id, closed_at__isnull=True).first()
    if account is None:
        user = open_account(email=f"{new_reference().lower()}@family.invalid", name="", password=None)
        account = FamilyAccount.objects.create(user=user, person_id=code.person_id, agency_id=code.agency_id)
    actor = Actor(kind=ActorKind.FAMILY, reference=account.user.reference, person_id=code.person_id)
    _wrote(actor, "come_in_by_letter", code.person_id, code=code.reference)
    return account


@transaction.atomic
def choose_way_in(*, by: Actor, way: WayIn, route: str, word: str) -> None:
    """Say by which route one-time codes shall come. Raises WayTaken when route and word lead to somebody already."""
    account = account_of(by)
    account.way_in, account.route, account.route_key = way, route.strip(), route_key(route, word)
    try:
        with transaction.atomic():
            account.save(update_fields=["way_in", "route", "route_key"])
    except IntegrityError:
        raise WayTaken from None
    _wrote(by, "choose_way_in", account.person_id, way=way)


def ask_for_code(*, typed: str, word: str) -> int:
    """Send a one-time code by the route, if it leads to anybody; answers what to keep in the session. Says nothing.

    The same work, and the same answer, whether there is an account or not.
    """
    account = account_by_route(typed, word)
    enqueue("portal.send_one_time_code", account_id=account.pk if account else None)
    return account.pk if account else 0


@transaction.atomic
def make_one_time_code(*, account: FamilyAccount) -> tuple[str, str]:
    """Six numbers and the route they go by. Earlier ones end. For the job that sends them: the queue never holds a code."""
    numbers = f"{random_below(1_000_000):06}"
    OneTimeCode.objects.filter(account=account, used_at__isnull=True).update(used_at=now())
    OneTimeCode.objects.create(account=account, key=keyed("once", f"{account.pk}:{numbers}"), expires_at=now() + ONE_TIME_LASTS)
    return numbers, account.route


def come_in_by_code(*, request: HttpRequest, account_id: int, typed: str) -> None:
    """Use up a one-time code and open a session. Raises CodeWrong, whatever was wrong."""
    with transaction.atomic():
        account = _use_once(account_id, "".join(letter for letter in typed if letter.isdigit()))
    if account is None:
        raise CodeWrong
    sign_in_family(request=request, user=account.user)


def _use_once(account_id: int, numbers: str) -> FamilyAccount | None:
    live = OneTimeCode.objects.select_for_update().filter(
        account_id=account_id, account__closed_at__isnull=True, used_at__isnull=True, expires_at__gt=now()
    )
    found = live.order_by("-pk").first()
    right = compare_digest(keyed("once", f"{account_id}:{numbers}"), found.key if found else NOBODYS_KEY)
    if found is None:
        return None
    if not right:
        ended = now() if found.wrong + 1 >= WRONG_ALLOWED else None
        OneTimeCode.objects.filter(pk=found.pk).update(wrong=found.wrong + 1, used_at=ended)
        return None
    OneTimeCode.objects.filter(pk=found.pk).update(used_at=now())
    account = FamilyAccount.objects.select_related("user").get(pk=account_id)
    actor = Actor(kind=ActorKind.FAMILY, reference=account.user.reference, person_id=account.person_id)
    _wrote(actor, "come_in_by_code", account.person_id)
    return account


@transaction.atomic
def forget_passkeys(*, by: Actor) -> int:
    """Take away every passkey of one's own page: a telephone that is lost or shared opens it no more. Answers how many."""
    account = account_of(by)
    mine = Authenticator.objects.filter(user=account.user, type=Authenticator.Type.WEBAUTHN)
    gone = len(mine)
    if gone:
        mine.delete()
        _wrote(by, "forget_passkeys", account.person_id)
    return gone


def note_came_in_by_passkey(*, by: Actor) -> None:
    """Write down that somebody opened their own page with a passkey."""
    with transaction.atomic():
        _wrote(by, "come_in_by_passkey", by.person_id or 0)


@transaction.atomic
def close_account(*, by: Actor) -> None:
    """Close one's own account: nobody comes in by it any more. What is held stays, and a worker can do all the rest."""
    account = account_of(by)
    AccessCode.objects.filter(person_id=account.person_id, used_at__isnull=True).update(stopped_at=now())
    forget_account(account)
    _wrote(by, "close_account", account.person_id)


def _wrote(by: Actor, action: str, person: int, **detail: str) -> None:
    record(by=by, action=action, lines=[Line(person=references([person])[person])], detail=detail)
