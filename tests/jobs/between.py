"""A server between console and endpoint: it refuses what it is told to, as AWS would, on the wire.

For what the endpoint cannot do itself: expired credentials, throttling, answers that get lost.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str], bytes]
Reaction = Callable[[Callable[[], Answer]], Answer | None]  # takes the way on; None hangs up

JSON = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": "req-42"}


class Between:
    """Passes requests on to the endpoint, but for the operations that have a reaction.

    An operation is SageMaker's name for it, the Action of STS and IAM, or the method that S3 is
    called by; “POST uploadId” is the call that completes an upload, “GET tagging” the one that asks
    for tags, and “PUT tagging” one that writes them with an object.
    """

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint.removeprefix("http://")
        self._reactions: dict[str, Reaction] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def react(self, operation: str, reaction: Reaction) -> None:
        self._reactions[operation] = reaction

    def forget(self) -> None:
        """Pass everything on from now on."""
        self._reactions.clear()

    def refuse(self, operation: str, code: str, message: str = "", status: int = 400) -> None:
        """Answer an operation with an error, without asking the endpoint."""
        xml = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        if operation.split()[0].isupper():  # S3, which tells of a HEAD by the status alone
            body, headers = b"" if operation == "HEAD" else xml.encode(), {}
        elif operation in ("ListRoles", "SimulatePrincipalPolicy", "GetCallerIdentity"):
            body, headers = f"<ErrorResponse>{xml}</ErrorResponse>".encode(), {}
        else:
            body = json.dumps({"__type": code, "message": message}).encode()
            headers = JSON | {"x-amzn-ErrorType": code}
        self.react(operation, lambda go_on: (status, headers, body))

    def lose(self, operation: str) -> None:
        """Let the operation happen, and hang up instead of telling."""

        def reaction(go_on: Callable[[], Answer]) -> None:
            go_on()

        self.react(operation, reaction)

    def break_off(self, operation: str, *places: int) -> None:
        """Hang up in the middle: after so many bytes of the first answer, of the second, ..."""
        left = list(places)

        def reaction(go_on: Callable[[], Answer]) -> Answer:
            status, headers, body = go_on()
            if not left:
                return status, headers, body
            told = {"x-length": str(len(body))}  # more than will be sent
            return status, headers | told, body[: left.pop(0)]

        self.react(operation, reaction)

    def _forward(self, method: str, path: str, headers: Any, body: bytes) -> Answer:
        connection = http.client.HTTPConnection(self._endpoint, timeout=30)
        connection.request(method, path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        between = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                reaction = between._reactions.get(_operation(self, body), _pass_on)
                answer = reaction(
                    lambda: between._forward(self.command, self.path, self.headers, body)
                )
                if answer is None:
                    self.close_connection = True
                    return
                self._send(*answer)

            do_GET = do_HEAD = do_POST = do_PUT = handle_any  # noqa: N815

            def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                        self.send_header(name, value)
                told = headers.get("content-length") if self.command == "HEAD" else None
                told = headers.get("x-length", told)
                self.close_connection = "x-length" in headers
                self.send_header("Content-Length", told or str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def log_message(self, *told: Any) -> None:
                pass

        return Handler


def _pass_on(go_on: Callable[[], Answer]) -> Answer:
    return go_on()


def _operation(request: BaseHTTPRequestHandler, body: bytes) -> str:
    if target := request.headers.get("X-Amz-Target"):
        return target.removeprefix("SageMaker.")
    if body.startswith(b"Action="):
        return body.split(b"&")[0].removeprefix(b"Action=").decode()
    if request.command == "POST" and "uploadId=" in request.path:
        return "POST uploadId"  # S3 puts an upload's parts together
    if "?tagging" in request.path or request.headers.get("x-amz-tagging"):
        return f"{request.command} tagging"
    return request.command
