"""The public site's addresses: sections first (see `types.SECTIONS`), and the editors' desk."""

from __future__ import annotations

from django.urls import path, re_path, register_converter

from kinkeeper.web.site.types import SECTIONS, ListKind
from kinkeeper.web.site.views import editing, lists, reading


class ListConverter:
    """A list that pages draw on, in an address."""

    regex = "|".join(ListKind)

    def to_python(self, value: str) -> ListKind:
        """The list."""
        return ListKind(value)

    def to_url(self, value: str) -> str:
        """The list's word."""
        return str(ListKind(value))


register_converter(ListConverter, "list")

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
    path("site/<list:kind>/new/", lists.edit_listed, name="add-listed"),
    path("site/<list:kind>/<str:reference>/", lists.edit_listed, name="edit-listed"),
    path("site/<list:kind>/<str:reference>/preview/", lists.preview_listed, name="preview-listed"),
    path("site/<list:kind>/<str:reference>/publish/", lists.publish_item, name="publish-listed"),
    path("site/<list:kind>/<str:reference>/restore/<int:number>/", lists.restore_listed, name="restore-listed"),
    re_path(rf"^(?P<slug>(?:{_section})(?:/[a-z0-9-]+)?)/$", reading.show_page, name="show-page"),
]
