"""What other rooms may ask of the directory."""

from kinkeeper.directory.queries.choosing import help_named, help_to_choose
from kinkeeper.directory.queries.entries import (
    draft_of,
    entry_named,
    entry_page,
    history_of,
    is_fresh_entry,
    open_proposals,
    open_reports,
    services_due_a_letter,
    services_of_agency,
)
from kinkeeper.directory.queries.finding import find_help, help_near, history, phone_lines
from kinkeeper.directory.queries.helplines import helplines, is_live, live_helplines
from kinkeeper.directory.queries.places import point_for, prison_checked, prison_named, prison_pages

__all__ = [
    "draft_of",
    "entry_named",
    "entry_page",
    "find_help",
    "help_named",
    "help_near",
    "help_to_choose",
    "helplines",
    "history",
    "history_of",
    "is_fresh_entry",
    "is_live",
    "live_helplines",
    "open_proposals",
    "open_reports",
    "phone_lines",
    "point_for",
    "prison_checked",
    "prison_named",
    "prison_pages",
    "services_due_a_letter",
    "services_of_agency",
]
