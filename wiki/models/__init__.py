"""The facts of the wiki. wiki.md 3: a page is what its latest revision says."""

from wiki.models.care import Proposal, Protection
from wiki.models.links import ExternalLink, Link, Tag, Tagging
from wiki.models.pages import Draft, PageCredit, Redirect, WikiPage
from wiki.models.places import Place
from wiki.models.revisions import Revision
from wiki.models.wikis import Membership, StageChange, Wiki

__all__ = [
    "Draft",
    "ExternalLink",
    "Link",
    "Membership",
    "PageCredit",
    "Place",
    "Proposal",
    "Protection",
    "Redirect",
    "Revision",
    "StageChange",
    "Tag",
    "Tagging",
    "Wiki",
    "WikiPage",
]
