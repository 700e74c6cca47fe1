"""What several pages of the library share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from kinkeeper.foundation.search import Piece
from kinkeeper.foundation.web import actor_of
from kinkeeper.library.labels import word_for
from kinkeeper.library.permissions import may_edit_library
from kinkeeper.library.queries import draft_from
from kinkeeper.library.rules.names import author_short

if TYPE_CHECKING:
    from kinkeeper.library.models import Resource

View = Callable[..., HttpResponse]


def for_editors(view: View) -> View:
    """Only for editors; who is not signed in is led to the way in, anybody else is told no."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, **named: str) -> HttpResponse:
        may_edit_library(actor_of(request)).require()
        return view(request, **named)

    return guarded


@dataclass(frozen=True, slots=True)
class Row:
    """A resource in a list."""

    resource: Resource
    about: str
    snippet: tuple[Piece, ...] = ()


def row_of(resource: Resource, snippet: tuple[Piece, ...] = ()) -> Row:
    """A resource with a line about it: what it is, who by, when. Without a snippet its description stands in."""
    draft = draft_from(resource)
    parts = [word_for("kind", draft.kind), author_short(draft.authors) or draft.publisher, str(draft.year or "")]
    said = snippet or ((Piece(draft.description, found=False),) if draft.description else ())
    return Row(resource, " · ".join(part for part in parts if part), said)


def rows_of(resources: Iterable[Resource]) -> list[Row]:
    """Several."""
    return [row_of(resource) for resource in resources]
