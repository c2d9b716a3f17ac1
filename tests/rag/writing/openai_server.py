"""A small OpenAI-compatible server that says what a test tells it to.

It speaks enough of ``POST /v1/chat/completions`` for the real client: plain
replies and server-sent events, token usage, errors, delays and a connection
that breaks off in the middle. Requests are kept for the test to look at.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Scripted:
    """One reply. ``text`` is what the model "writes"; the rest is what goes wrong."""

    text: str = ""
    status: int = 200
    delay_seconds: float = 0.0
    """Before anything is sent."""
    piece_delay_seconds: float = 0.0
    """Between two pieces of a stream."""
    drop_after: int | None = None
    """Break the connection after so many pieces of a stream."""
    ends_quietly: bool = False
    """With ``drop_after``: close the stream in good order, but without its end."""
    retry_after: str | None = None
    finish_reason: str = "stop"
    refusal: str | None = None
    error: str = "scripted failure"


def says(*statements: tuple[str, Sequence[int]], short: str | None = None, disagreements: Sequence[Any] = ()) -> str:
    """A well-formed reply: (text, citation numbers) pairs."""
    return json.dumps(
        {
            "statements": [{"text": text, "citations": list(numbers)} for text, numbers in statements],
            "short": short,
            "disagreements": list(disagreements),
        },
        ensure_ascii=False,
    )


@dataclass
class OpenAIServer:
    """What the test holds: give it replies, read its requests."""

    url: str
    script: list[Scripted] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def will(self, *replies: Scripted | str) -> None:
        """The next replies, in order; the last one is repeated."""
        with self.lock:
            self.script = [reply if isinstance(reply, Scripted) else Scripted(reply) for reply in replies]

    def next(self) -> Scripted:
        with self.lock:
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def prompt(self, request: int = -1) -> str:
        """Everything that was sent to the model, one message after the other."""
        return "\n".join(str(message["content"]) for message in self.requests[request]["messages"])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: OpenAIServer

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.state.requests.append(body)
        self.state.headers.append(dict(self.headers))
        reply = self.state.next()
        try:
            if reply.delay_seconds:
                time.sleep(reply.delay_seconds)
            if reply.status != 200:
                self._send_json(
                    reply.status, {"error": {"message": reply.error, "type": "scripted"}}, reply.retry_after
                )
            elif body.get("stream"):
                self._send_stream(reply, body)
            else:
                self._send_json(200, self._completion(reply, body))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _usage(self, reply: Scripted, body: dict[str, Any]) -> dict[str, int]:
        """One token a word, so that a test can count them."""
        prompt = sum(len(str(message["content"]).split()) for message in body["messages"])
        written = len(reply.text.split())
        return {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written}

    def _completion(self, reply: Scripted, body: dict[str, Any]) -> dict[str, Any]:
        message = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
        return {
            "id": "scripted",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": reply.finish_reason, "logprobs": None}],
            "usage": self._usage(reply, body),
        }

    def _send_json(self, status: int, body: dict[str, Any], retry_after: str | None = None) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(data)

    def _send_stream(self, reply: Scripted, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        pieces = [reply.text[at : at + 12] for at in range(0, len(reply.text), 12)]
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}, *({"content": p} for p in pieces)]
        if body.get("tools"):
            deltas = [_called(body, ""), *(_called(body, piece, goes_on=True) for piece in pieces)]
        if reply.refusal:
            deltas = [{"role": "assistant", "refusal": reply.refusal}]
        for place, delta in enumerate(deltas):
            if reply.drop_after is not None and place >= reply.drop_after:
                if reply.ends_quietly:
                    self.wfile.write(b"0\r\n\r\n")
                self.close_connection = True
                return
            self._event(body, delta, None)
            if reply.piece_delay_seconds:
                time.sleep(reply.piece_delay_seconds)
        self._event(body, {}, reply.finish_reason)
        if (body.get("stream_options") or {}).get("include_usage"):
            self._event(body, None, None, self._usage(reply, body))
        self._chunk(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _event(
        self,
        body: dict[str, Any],
        delta: dict[str, Any] | None,
        finish: str | None,
        usage: dict[str, int] | None = None,
    ) -> None:
        choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]
        event = {
            "id": "scripted",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": body["model"],
            "choices": choices,
            "usage": usage,
        }
        self._chunk(b"data: " + json.dumps(event).encode() + b"\n\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def _called(body: dict[str, Any], arguments: str, *, goes_on: bool = False) -> dict[str, Any]:
    """A piece of a call of the first tool that the request offers."""
    function: dict[str, Any] = {"arguments": arguments}
    if goes_on:
        return {"tool_calls": [{"index": 0, "function": function}]}
    function["name"] = body["tools"][0]["function"]["name"]
    return {"role": "assistant", "tool_calls": [{"index": 0, "id": "call", "type": "function", "function": function}]}


@contextmanager
def running_server() -> Iterator[OpenAIServer]:
    """The server on a free port of 127.0.0.1, stopped at the end."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    state = OpenAIServer(url=f"http://127.0.0.1:{server.server_address[1]}/v1")
    handler.state = state  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
