"""An administrator's pages: members, and what they do. To anybody else they do not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kinkeeper.agencies.actions import change_member, end_membership, renew_second_factor
from kinkeeper.agencies.errors import LastAdministrator, OwnRole
from kinkeeper.agencies.forms import EndForm, MemberForm, SearchForm
from kinkeeper.agencies.permissions import may_manage_members
from kinkeeper.agencies.queries import invitations_of, members_of, role_name, teams_of
from kinkeeper.agencies.queries.members import state_of
from kinkeeper.agencies.types import Role
from kinkeeper.design.stale import hand_back
from kinkeeper.foundation.errors import NotVisible, StaleVersion
from kinkeeper.foundation.web import actor_of

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Member

PAGE = 25
View = Callable[..., HttpResponse]


def for_administrators(view: View) -> View:
    """Only an administrator of the actor's own agency; 404 for everybody else who is signed in."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, **named: str) -> HttpResponse:
        actor = actor_of(request)
        if not may_manage_members(actor, actor.agency_id):
            raise NotVisible
        return view(request, **named)

    return guarded


def own_member(request: HttpRequest, reference: str) -> Member:
    """The member of the actor's own agency. Raises NotVisible for any other."""
    member = members_of(actor_of(request).agency_id).filter(reference=reference).first()
    if member is None:
        raise NotVisible
    return member


@for_administrators
def list_members(request: HttpRequest) -> HttpResponse:
    """Who works here, found by name, and who is invited."""
    agency_id = actor_of(request).agency_id
    search = SearchForm(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    page = Paginator(members_of(agency_id, search=words), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "agencies/members.jinja",
        {
            "search": search,
            "page": page,
            "query": urlencode({"q": words}) if words else "",
            "rows": [(member, role_name(member.role)) for member in page],
            "invitations": [(one, role_name(one.role), state_of(one).value) for one in invitations_of(agency_id)],
        },
    )


@for_administrators
def edit_member(request: HttpRequest, reference: str) -> HttpResponse:
    """What a member does, in which teams, on which days."""
    member = own_member(request, reference)
    form = MemberForm(request.POST or None, teams=teams_of(member.agency_id), initial=MemberForm.initial_for(member))
    if request.method == "POST" and form.is_valid():
        try:
            change_member(
                by=actor_of(request),
                member=member,
                seen=form.cleaned_data["version"],
                role=Role(form.cleaned_data["role"]),
                teams=form.chosen_teams(),
                working_days=form.working_days(),
            )
        except StaleVersion:
            form = _with_what_stands(request, own_member(request, reference))
        except LastAdministrator:
            form.add_error("role", _("Make somebody else an administrator first: an agency keeps at least one."))
        except OwnRole:
            form.add_error("role", _("Ask another administrator: nobody changes their own role."))
        else:
            messages.success(request, _("Saved. It counts from their next click."))
            return redirect("agencies:list-members")
    return render(request, "agencies/member.jinja", {"member": member, "form": form})


def _with_what_stands(request: HttpRequest, stands: Member) -> MemberForm:
    """What was typed, beside what somebody else saved meanwhile: saving once more is then a choice, and nothing is lost."""
    typed = request.POST.copy()
    typed["version"] = str(stands.version)
    form = MemberForm(typed, teams=teams_of(stands.agency_id))
    teams = ", ".join(team.name for team in stands.teams.all()) or _("no team")
    form.add_error(
        None,
        _("Somebody else changed this meanwhile. It now says: %(role)s, %(teams)s. Save once more if yours is right.")
        % {"role": role_name(stands.role), "teams": teams},
    )
    return form


@for_administrators
def end_member(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask once more, then end somebody's work here."""
    member = own_member(request, reference)
    form = EndForm(request.POST or None, initial={"version": member.version})
    if request.method == "POST" and form.is_valid():
        try:
            end_membership(by=actor_of(request), member=member, seen=form.cleaned_data["version"])
        except StaleVersion:
            stands = own_member(request, reference)
            hand_back(form, version=stands.version, theirs=f"{stands.user.name}, {role_name(stands.role)}")
        except LastAdministrator:
            form.add_error(None, _("Make somebody else an administrator first: an agency keeps at least one."))
        else:
            messages.success(request, _("%(name)s no longer has access.") % {"name": member.user.name})
            return redirect("agencies:list-members")
    return render(request, "agencies/end-member.jinja", {"member": member, "form": form})


@for_administrators
def renew_factor(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask once more, then let a colleague set up a new second step."""
    member = own_member(request, reference)
    if request.method == "POST":
        renew_second_factor(by=actor_of(request), member=member)
        messages.success(request, _("%(name)s sets up a new second step at the next sign-in.") % {"name": member.user.name})
        return redirect("agencies:edit-member", reference=member.reference)
    return render(request, "agencies/renew-factor.jinja", {"member": member})
