"""What the lists keep: the bytes once and for ever, and all that is derived from them."""

from mailinglists.models.archive import Attachment, Message, Reference, Thread, ThreadKey
from mailinglists.models.delivery import Delivery
from mailinglists.models.imports import ImportFault, ImportRun
from mailinglists.models.inbound import HeldMessage, InboundMessage, RawMessage
from mailinglists.models.lists import DEFAULT_NOTICE, MailingList, MonthCount, NoticeVersion
from mailinglists.models.subscriptions import Confirmation, Subscription

__all__ = [
    "DEFAULT_NOTICE",
    "Attachment",
    "Confirmation",
    "Delivery",
    "HeldMessage",
    "ImportFault",
    "ImportRun",
    "InboundMessage",
    "MailingList",
    "Message",
    "MonthCount",
    "NoticeVersion",
    "RawMessage",
    "Reference",
    "Subscription",
    "Thread",
    "ThreadKey",
]
