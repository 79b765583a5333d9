"""Work in a child process that dies by SIGKILL: what a lost machine leaves behind. Django is set up before."""

import os
import signal
import traceback
from collections.abc import Callable

from django.db import connection, connections


def forked(work: Callable[[], object]) -> int:
    """Do this in a child; its exit status, negative for a signal."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_before(statement: int, work: Callable[[], object]) -> int:
    """Do this in a child that kills itself before its n-th statement to the database; 0 if there are not so many."""
    left = statement

    def count(execute, *arguments):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)

    def counted() -> None:
        with connection.execute_wrapper(count):
            work()

    return forked(counted)
