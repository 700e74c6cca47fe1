"""The directory's addresses. They say nothing of prison: an address stays behind in a browser's history."""

from __future__ import annotations

app_name = "directory"
urlpatterns = []
