"""Addresses of intake: the feed's interface, the pages of its owner, and what people enter by hand."""

from __future__ import annotations

from django.urls import path

from kinkeeper.intake.api import api
from kinkeeper.intake.views import by_hand, refused

app_name = "intake"

urlpatterns = [
    path("api/v1/", api.urls),
    path("feeds/refused/", refused.list_refused, name="list-refused"),
    path("feeds/refused/retry/", refused.retry_refused, name="retry-refused"),
    path("feeds/refused/<str:reference>/", refused.show_refused, name="show-refused"),
    path("held/", by_hand.list_to_look_at, name="list-to-look-at"),
    path("held/<str:reference>/", by_hand.show_custody, name="show-custody"),
    path("held/<str:reference>/move/", by_hand.enter_move, name="enter-move"),
    path("held/<str:reference>/stage/", by_hand.note_stage, name="note-stage"),
    path("held/<str:reference>/planned/", by_hand.plan_release, name="plan-release"),
    path("held/<str:reference>/release/", by_hand.confirm_release, name="confirm-release"),
    path("held/<str:reference>/settle/", by_hand.settle_flag, name="settle-flag"),
]
