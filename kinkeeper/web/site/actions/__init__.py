"""What is done to the public site."""

from kinkeeper.web.site.actions.lists import go_back, publish_listed, save_list_draft, take_off_list
from kinkeeper.web.site.actions.pages import add_page, publish, restore, save_draft, unpublish
from kinkeeper.web.site.actions.seeds import load_pages

__all__ = [
    "add_page",
    "go_back",
    "load_pages",
    "publish",
    "publish_listed",
    "restore",
    "save_draft",
    "save_list_draft",
    "take_off_list",
    "unpublish",
]
