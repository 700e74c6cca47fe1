"""The directory's addresses. They say nothing of prison: an address stays behind in a browser's history."""

from __future__ import annotations

from django.urls import path

from kinkeeper.directory.views import finding, keeping

app_name = "directory"
urlpatterns = [
    path("", finding.find, name="find-help"),
    path("places/", finding.list_prisons, name="list-prisons"),
    path("places/<slug:code>/", finding.show_prison, name="show-prison"),
    path("still-right/<str:link>/", keeping.answer, name="answer-letter"),
    path("desk/", keeping.desk, name="show-desk"),
    path("desk/list/", keeping.import_list, name="import-list"),
    path("desk/list/blank/", keeping.blank, name="fetch-blank-list"),
    path("desk/reports/<str:reference>/", keeping.handle, name="handle-report"),
    path("desk/changes/<str:reference>/", keeping.decide, name="decide-proposal"),
    path("desk/places/<slug:code>/", keeping.edit_prison, name="edit-prison"),
    path("<str:reference>/", finding.show_entry, name="show-entry"),
    path("<str:reference>/wrong/", finding.report, name="report-problem"),
    path("<str:reference>/wrong/thank-you/", finding.thank_reporter, name="thank-reporter"),
    path("<str:reference>/change/", keeping.propose, name="propose-change"),
    path("<str:reference>/right/", keeping.assure, name="assure-entry"),
    path("<str:reference>/history/", keeping.history, name="show-history"),
]
