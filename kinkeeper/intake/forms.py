"""What the feed's owner is told of each reason, and asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kinkeeper.intake.types import Refusal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REASONS: dict[Refusal, _StrPromise] = {
    Refusal.NOT_UTF8: _("The text is not UTF-8. Ask the sender to send it as UTF-8."),
    Refusal.NOT_JSON: _("The line is not JSON. It may have been cut or changed on its way."),
    Refusal.NOT_AN_OBJECT: _("The line is JSON, but not one event."),
    Refusal.TOO_LARGE: _("The event is larger than 256 KB. Only its beginning was kept."),
    Refusal.GZIP_CUT_SHORT: _("The packed file broke off here. Send the whole file again: what was taken counts once."),
    Refusal.MISSING_MEMBER: _("Something every event must have is missing or of the wrong kind."),
    Refusal.NO_TIME_ZONE: _("The time has no time zone, so we cannot know when it was."),
    Refusal.IMPOSSIBLE_DATE: _("The date or time cannot exist."),
    Refusal.MISSING_NUMBER: _("No person's number is given."),
    Refusal.MALFORMED_NUMBER: _("The person's number is not of the form A1234AA."),
    Refusal.NUMBERS_DISAGREE: _("The event names two different people as one, or merges a number into itself."),
    Refusal.UNKNOWN_REASON: _("We do not know this reason for coming or going."),
    Refusal.UNKNOWN_PRISON: _("We do not know this prison. Once it is imported, the event is taken by itself."),
}
