"""Give everything up: databases, queues, files, keys."""

from __future__ import annotations

import shutil
from pathlib import Path

from deploy.local.given import Given
from deploy.local.layout import Layout
from deploy.local.talk import Say, relative


def clean(root: Path, say: Say) -> None:
    """Delete `.local/` and what lies outside of it, all stopped before; say what is lost."""
    layout = Layout.of(root)
    lost = [layout.outside] if _is_ours(layout) else []
    had_keys = (layout.local / "keys").exists()
    for path in (*lost, layout.local):
        shutil.rmtree(path)
        say(f"✓ deleted {relative(path)}")
    if had_keys:
        say("  The keys are deleted, and with them every database, queue and file they sealed:")
        say("  a copy of those kept elsewhere can no longer be read.")
    if Given.by_environment().database_url:
        say("  The databases and queues on the given servers are still there.")


def _is_ours(layout: Layout) -> bool:
    """Only what this clone noted as its own, whatever else has our name in /var/tmp."""
    homes = [Path(layout.notes().get(server, "/")) for server in ("postgres", "rabbitmq")]
    return layout.outside.exists() and layout.outside in [home.parent for home in homes]
