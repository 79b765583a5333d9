"""What the wiki announces to the apps above; each is sent inside the transaction of the act."""

from django.dispatch import Signal

page_saved = Signal()  # page, revision
page_renamed = Signal()  # page, before
stage_changed = Signal()  # change
