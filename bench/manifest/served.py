"""One file served as S3 would, so many megabytes a second on each connection.

`python -m bench.manifest.served FILE 90` prints its port, and ends with its standard input.
"""

from __future__ import annotations

import os
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PIECE = 256 << 10  # bytes


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._begin(200, os.path.getsize(sys.argv[1]))

    def do_GET(self) -> None:
        size = os.path.getsize(sys.argv[1])
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        at = int(asked[1]) if asked else 0
        end = min(size, int(asked[2]) + 1) if asked and asked[2] else size
        self._begin(206 if asked else 200, end - at)
        start, sent, rate = time.perf_counter(), 0, float(sys.argv[2]) * 1e6
        try:
            with open(sys.argv[1], "rb") as file:
                file.seek(at)
                while piece := file.read(min(PIECE, end - at - sent)):
                    self.wfile.write(piece)
                    sent += len(piece)
                    time.sleep(max(0.0, start + sent / rate - time.perf_counter()))
        except ConnectionError:
            self.close_connection = True

    def _begin(self, status: int, length: int) -> None:
        self.send_response(status)
        self.send_header("ETag", '"one"')
        self.send_header("Last-Modified", "Sat, 01 Mar 2025 08:00:00 GMT")
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *told: object) -> None:
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
