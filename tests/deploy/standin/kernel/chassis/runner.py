"""Answers /readyz until SIGTERM; refuses to start, or stays unready, if told so by a file."""

import http.server
import os
import signal
import sys
from pathlib import Path

SERVICE = sys.argv[1]


class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        ready = not Path(f"{SERVICE}.not-ready.flag").exists()
        self.send_response(200 if ready else 503)
        self.end_headers()
        self.wfile.write(
            b'{"ok": true}' if ready else b'{"ok": false, "database": true, "broker": false}'
        )

    def log_message(self, *_args: object) -> None:
        """Nothing."""


if Path(f"{SERVICE}.refuses.flag").exists():
    sys.exit("KONGBUN_KEYS: kek.key is not the key this database was sealed with")
if Path(f"{SERVICE}.ignores-sigterm.flag").exists():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
settings = sorted(name for name in os.environ if "KONGBUN" in name or name.endswith("_URL"))
sys.stdout.write(f"{SERVICE} serves with {' '.join(settings)}\n")
sys.stdout.flush()
port = int(os.environ["KONGBUN_METRICS_PORT"])
http.server.HTTPServer(("127.0.0.1", port), Health).serve_forever()
