"""Become another program: note who we are, give up root if told to, exec.

The pid file is written by the process itself, before it becomes what it starts, so there is no
moment in which something runs that `make down` does not know of. Run by path, with the standard
library only, because it starts before anything else does:

    launch.py <pid file> <user or -> <program> <arguments...>
"""

from __future__ import annotations

import os
import pwd
import sys
from pathlib import Path


def main(pidfile: str, user: str, *argv: str) -> None:
    fresh = Path(f"{pidfile}.{os.getpid()}")
    # The 22nd field is the start time; the second may hold anything, in parentheses.
    started = Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]
    fresh.write_text(f"{os.getpid()} {started}\n")
    fresh.rename(pidfile)
    if user != "-":
        entry = pwd.getpwnam(user)
        os.initgroups(user, entry.pw_gid)
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)
    os.execvp(argv[0], argv)  # noqa: S606 - the stack's own commands, no shell


if __name__ == "__main__":
    main(*sys.argv[1:])
