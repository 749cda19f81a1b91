"""`python -m deploy.local up|down|status|logs|clean`: what the Makefile calls."""

from __future__ import annotations

import argparse
import sys
import time

from deploy.local import bootstrap, clean, fleet, listeners, logs, servers, status
from deploy.local.layout import ROOT, Layout, locked
from deploy.local.processes import elapsed
from deploy.local.talk import Talker
from deploy.local.trouble import Trouble


def up(say: Talker) -> None:
    """Servers, installation, services; then where to find them."""
    since = time.monotonic()
    with locked(Layout.of(ROOT), say):
        started = servers.start(ROOT, say)
        prepared = time.monotonic()
        installation = bootstrap.prepare(
            started,
            root=ROOT,
            say=say,
            listeners=listeners.by_environment(),
            callers=listeners.callers_by_environment(),
        )
        say(f"✓ databases, broker users and keys prepared ({elapsed(prepared)})")
        fleet.start(installation, ROOT, say)
    say(f"\nKongbun is up ({elapsed(since)}).  make logs follows it, make down stops it.\n")
    status.show(ROOT, say.console)


def down(say: Talker) -> None:
    """Stop what this clone started, named installations included."""
    layout = Layout.of(ROOT)
    with locked(layout, say):
        for name in ("", *layout.names()):
            fleet.stop(ROOT, say, name)
        servers.stop(ROOT, say)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    parser.add_argument("action", choices=("up", "down", "status", "logs", "clean"))
    parser.add_argument("parts", nargs="*", help="logs: of these services only")
    asked = parser.parse_args()
    say = Talker()
    try:
        if asked.action == "up":
            up(say)
        elif asked.action == "down":
            down(say)
            say("Kongbun is down; its data and keys are kept.")
        elif asked.action == "status":
            status.show(ROOT, say.console)
        elif asked.action == "logs":
            logs.show(ROOT, say.console, asked.parts, follow=say.console.is_terminal)
        else:
            with locked(Layout.of(ROOT), say):
                down(say)
                clean.clean(ROOT, say)
    except Trouble as trouble:
        say(f"✗ {trouble}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
