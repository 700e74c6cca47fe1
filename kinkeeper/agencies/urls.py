"""Addresses of `agencies`."""

from __future__ import annotations

from django.urls import path

from kinkeeper.agencies.views import duty, invitations, members, personas, teams

app_name = "agencies"
urlpatterns = [
    path("members/", members.list_members, name="list-members"),
    path("members/invite/", invitations.invite, name="invite-member"),
    path("members/<str:reference>/", members.edit_member, name="edit-member"),
    path("members/<str:reference>/end/", members.end_member, name="end-membership"),
    path("members/<str:reference>/second-step/", members.renew_factor, name="renew-second-factor"),
    path("invitations/<str:reference>/send/", invitations.resend, name="resend-invitation"),
    path("invitations/<str:reference>/end/", invitations.revoke, name="revoke-invitation"),
    path("invitation/<str:token>/", invitations.accept, name="accept-invitation"),
    path("teams/", teams.list_teams, name="list-teams"),
    path("teams/<str:reference>/", teams.edit_team, name="edit-team"),
    path("duty-team/", duty.edit_duty_team, name="edit-duty-team"),
    path("away/", teams.show_away, name="show-away"),
    path("away/<str:reference>/take-back/", teams.cancel_leave, name="take-back-leave"),
    path("personas/", personas.choose_persona, name="choose-persona"),
]
