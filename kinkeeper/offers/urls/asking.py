"""The addresses of asking. They carry references alone, and no word that tells of custody."""

from __future__ import annotations

from django.urls import path

from kinkeeper.offers.views import asking, asking_settings, card, check, interview, kit

asking_urls = [
    path("asking/", asking.list_received, name="list-received"),
    path("asking/kit/", kit.print_kit, name="print-kit"),
    path("asking/settings/", asking_settings.edit_asking, name="edit-asking"),
    path("asking/settings/teams/", asking_settings.arrange, name="arrange-asking"),
    path("asking/settings/teams/<str:team>/end/", asking_settings.end_arrangement, name="end-arrangement"),
    path("asking/worries/", card.list_worries, name="list-worries"),
    path("asking/worries/<str:reference>/", card.answer_worry, name="answer-worry"),
    path("asking/checks/", check.list_checks, name="list-checks"),
    path("asking/checks/<str:reference>/", check.answer_check, name="answer-check"),
    path("asking/matches/", check.list_matches, name="list-matches"),
    path("asking/matches/<str:reference>/", check.answer_match, name="answer-match"),
    path("asking/matches/<str:reference>/part/", check.part_match, name="part-match"),
    path("asking/<str:reference>/", asking.show_asking, name="show-asking"),
    path("asking/<str:reference>/card/", card.record_card, name="record-card"),
    path("asking/<str:reference>/carer/", card.view_carer_rule, name="view-carer-rule"),
    path("asking/<str:reference>/agreed/", asking.view_agreement, name="view-agreement"),
    path("asking/<str:reference>/again/", asking.ask_again, name="ask-again"),
    path("asking/<str:reference>/mistake/", asking.undo_permission, name="undo-permission"),
    path("asking/<str:reference>/take-back/<str:offer>/", asking.retract_permission, name="retract-permission"),
    path("asking/<str:reference>/ask/", interview.ask_permission, name="ask-permission"),
    path("asking/<str:reference>/ask/no/", asking.record_refusal, name="record-refusal"),
    path("asking/<str:reference>/ask/stop/", interview.drop_draft, name="drop-draft"),
    path("asking/<str:reference>/ask/<str:part>/<str:key>/remove/", interview.remove_person, name="remove-person"),
    path("asking/<str:reference>/ask/<str:step>/", interview.take_step, name="take-step"),
    path("asking/<str:reference>/ask/<str:step>/<str:key>/", interview.take_step, name="take-step"),
]
