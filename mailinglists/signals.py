"""What the lists announce, inside the transaction of what happened. Listeners live in the apps above."""

from django.dispatch import Signal

message_accepted = Signal()  # message
message_hidden = Signal()  # message
subscription_changed = Signal()  # subscription
