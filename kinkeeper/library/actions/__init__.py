"""What may be done in the library."""

from kinkeeper.library.actions.catalogue import import_catalogue
from kinkeeper.library.actions.entries import add_resource, edit_resource, mark_checked, remove_resource
from kinkeeper.library.actions.files import keep_file, remove_file
from kinkeeper.library.actions.importing import forget_held, hold_references, import_references, take_held
from kinkeeper.library.actions.links import check_some_links
from kinkeeper.library.actions.reviews import decide_review, review_resource
from kinkeeper.library.actions.shelves import (
    add_collection,
    edit_collection,
    keep_in_list,
    make_list,
    put_on_shelf,
    remove_shelf,
    take_from_list,
    take_off_shelf,
)

__all__ = [
    "add_collection",
    "add_resource",
    "check_some_links",
    "decide_review",
    "edit_collection",
    "edit_resource",
    "forget_held",
    "hold_references",
    "import_catalogue",
    "import_references",
    "keep_file",
    "keep_in_list",
    "make_list",
    "mark_checked",
    "put_on_shelf",
    "remove_file",
    "remove_resource",
    "remove_shelf",
    "review_resource",
    "take_from_list",
    "take_held",
    "take_off_shelf",
]
