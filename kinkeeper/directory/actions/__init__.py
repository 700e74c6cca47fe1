"""What is done in the directory."""

from kinkeeper.directory.actions.care import (
    decide_proposal,
    handle_report,
    propose_change,
    report_problem,
    save_prison_page,
)
from kinkeeper.directory.actions.feeds import import_feed
from kinkeeper.directory.actions.freshness import answer_letter, ask_owners, assure_entry, send_letters
from kinkeeper.directory.actions.helplines import begin_helplines, save_helpline
from kinkeeper.directory.actions.importing import import_entries, import_outline, import_places, load_region
from kinkeeper.directory.actions.writing import save_entry

__all__ = [
    "answer_letter",
    "ask_owners",
    "assure_entry",
    "begin_helplines",
    "decide_proposal",
    "handle_report",
    "import_entries",
    "import_feed",
    "import_outline",
    "import_places",
    "load_region",
    "propose_change",
    "report_problem",
    "save_entry",
    "save_helpline",
    "save_prison_page",
    "send_letters",
]
