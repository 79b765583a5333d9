"""Every change in a wiki that is worth a verb."""

from wiki.actions.care import accept_proposal, decline_proposal, withdraw_proposal
from wiki.actions.drafts import drop_draft, keep_draft
from wiki.actions.names import delete_page, rename_page, restore_page, revert_page
from wiki.actions.pages import append_section, create_page, open_space, page_for
from wiki.actions.saving import Credit, Origin, Saved, save_page, submit_page
from wiki.actions.stages import add_members, change_stage, open_wiki, set_front_page

__all__ = [
    "Credit",
    "Origin",
    "Saved",
    "accept_proposal",
    "add_members",
    "append_section",
    "change_stage",
    "create_page",
    "decline_proposal",
    "delete_page",
    "drop_draft",
    "keep_draft",
    "open_space",
    "open_wiki",
    "page_for",
    "rename_page",
    "restore_page",
    "revert_page",
    "save_page",
    "set_front_page",
    "submit_page",
    "withdraw_proposal",
]
