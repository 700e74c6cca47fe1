"""Addresses of the library."""

from __future__ import annotations

from django.urls import path

from kinkeeper.library.api import feeds, oai
from kinkeeper.library.views import browsing, collecting, editing, importing, lists, reading

app_name = "library"
urlpatterns = [
    path("", browsing.show_library, name="show-library"),
    path("find/", browsing.find_resources, name="find-resources"),
    path("new/", browsing.show_new, name="show-new"),
    path("new.rss", feeds.rss, name="rss"),
    path("oai", oai.answer, name="oai"),
    path("collections/", browsing.list_collections, name="list-collections"),
    path("collections/add/", collecting.add, name="add-collection"),
    path("collections/<str:reference>/", browsing.show_collection, name="show-collection"),
    path("collections/<str:reference>/print/", reading.print_collection, name="print-collection"),
    path("collections/<str:reference>/references.<str:form>", reading.download_collection, name="download-collection"),
    path("collections/<str:reference>/edit/", collecting.edit, name="edit-collection"),
    path("collections/<str:reference>/remove/", collecting.remove, name="remove-collection"),
    path("collections/<str:reference>/take-off/<str:resource>/", collecting.take_off, name="take-off-collection"),
    path("lists/", lists.show_lists, name="show-lists"),
    path("lists/<str:reference>/", lists.show_list, name="show-list"),
    path("lists/<str:reference>/print/", reading.print_list, name="print-list"),
    path("lists/<str:reference>/references.<str:form>", reading.download_list, name="download-list"),
    path("lists/<str:reference>/remove/", lists.remove_list, name="remove-list"),
    path("lists/<str:reference>/take/<str:resource>/", lists.take_resource, name="take-resource"),
    path("desk/", editing.show_desk, name="show-desk"),
    path("desk/reviews/<str:reference>/", editing.decide, name="decide-review"),
    path("import/", importing.import_file, name="import-references"),
    path("add/", editing.add, name="add-resource"),
    path("<str:reference>/", reading.show_resource, name="show-resource"),
    path("<str:reference>/print/", reading.print_resource, name="print-resource"),
    path("<str:reference>/reference.<str:form>", reading.download_references, name="download-reference"),
    path("<str:reference>/files/<str:file>/", reading.download_file, name="download-file"),
    path("<str:reference>/files/<str:file>/remove/", editing.take_file, name="remove-file"),
    path("<str:reference>/keep/", lists.keep_resource, name="keep-resource"),
    path("<str:reference>/review/", lists.review, name="review-resource"),
    path("<str:reference>/edit/", editing.edit, name="edit-resource"),
    path("<str:reference>/history/", editing.show_history, name="show-history"),
    path("<str:reference>/check/", editing.check, name="check-resource"),
    path("<str:reference>/remove/", editing.remove, name="remove-resource"),
    path("<str:reference>/upload/", editing.upload, name="upload-file"),
    path("<str:reference>/collection/", collecting.choose, name="choose-collection"),
]
