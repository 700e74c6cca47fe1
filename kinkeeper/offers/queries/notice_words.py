"""What a colleague is told, in words: a notice is kept as a code, and names nobody."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kinkeeper.offers.types.offering import NoticeCode

NOTICES: dict[NoticeCode, Any] = {
    NoticeCode.PASSED_ON: _("A family was passed to you"),
    NoticeCode.DUE_SOON: _("Due soon"),
    NoticeCode.DUE_NOW: _("Due now"),
    NoticeCode.OVERDUE: _("Overdue: nobody has done it"),
    NoticeCode.PACK_DUE: _("The pack is due"),
    NoticeCode.TRY_AGAIN: _("Try again today"),
    NoticeCode.HANDED_OVER: _("A colleague handed you a family"),
    NoticeCode.MOVED: _("Moved to another prison: say who goes on with the family"),
    NoticeCode.STOPPED: _("Stop: do not ring this family"),
}
