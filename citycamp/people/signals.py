"""What this room announces, inside the transaction: a listener that fails undoes the act. people.md 9."""

from django.dispatch import Signal

roles_changed = Signal()  # user, role, scope
verification_ended = Signal()  # verification, why
sanctioned = Signal()  # sanction; also when it is lifted
account_closed = Signal()  # user

# Answered by the apps above.
own_data = Signal()  # user -> (name of stream, iterable of rows)
