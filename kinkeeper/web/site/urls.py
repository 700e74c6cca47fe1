"""The public site's addresses: sections first (see `types.SECTIONS`), and the editors' desk."""

from __future__ import annotations

from django.urls import path, re_path

from kinkeeper.web.site.types import SECTIONS
from kinkeeper.web.site.views import editing, reading

_section = "|".join(section for section in SECTIONS if section != "home")

app_name = "site"
urlpatterns = [
    path("site/", editing.desk, name="show-desk"),
    path("site/pages/new/", editing.new_page, name="add-page"),
    path("site/pages/<str:reference>/", editing.edit_page, name="edit-page"),
    path("site/pages/<str:reference>/preview/", editing.preview_page, name="preview-page"),
    path("site/pages/<str:reference>/publish/", editing.publish_page, name="publish-page"),
    path("site/pages/<str:reference>/history/", editing.page_history, name="show-history"),
    path("site/pages/<str:reference>/restore/<int:number>/", editing.restore_version, name="restore-version"),
    path("site/helplines/new/", editing.edit_helpline, name="add-helpline"),
    path("site/helplines/<str:reference>/", editing.edit_helpline, name="edit-helpline"),
    path("site/collections/new/", editing.edit_collection, name="add-collection"),
    path("site/collections/<str:reference>/", editing.edit_collection, name="edit-collection"),
    path("site/facts/new/", editing.edit_fact, name="add-fact"),
    path("site/facts/<str:reference>/", editing.edit_fact, name="edit-fact"),
    re_path(rf"^(?P<slug>(?:{_section})(?:/[a-z0-9-]+)?)/$", reading.show_page, name="show-page"),
]
