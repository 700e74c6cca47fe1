"""RSS of what is new."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from kinkeeper.library.labels import word_for
from kinkeeper.library.queries import new_resources

NEWEST = 50


def rss(request: HttpRequest) -> HttpResponse:
    """The newest resources as RSS 2.0."""
    site = settings.SITE_URL.rstrip("/")
    feed = Rss201rev2Feed(
        title=_("New in the library"),
        link=site + reverse("library:show-library"),
        description=_("Books, films, leaflets and research on children whose parent is in prison"),
        language="en-gb",
        feed_url=site + reverse("library:rss"),
    )
    for resource in new_resources(NEWEST):
        address = site + reverse("library:show-resource", args=[resource.reference])
        feed.add_item(
            title=resource.title,
            link=address,
            description=resource.description,
            unique_id=address,
            pubdate=resource.created_at,
            categories=[word_for("kind", resource.kind)],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
