"""A local server that answers as an OpenAI-compatible endpoint would, or fails as one would."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server:
    """Serves ``answers`` in turn, the last one again and again; each is a text for the message, or (status, body), or
    seconds to stay silent. What it was asked is in ``asked``."""

    def __init__(self) -> None:
        self.answers: list = []
        self.asked: list[dict] = []
        self.headers: list[dict] = []
        self.stopping = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                outer.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                outer.headers.append({"path": self.path, **self.headers})
                answer = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                if callable(answer):
                    answer = answer(outer.asked[-1]["messages"][-1]["content"])
                if isinstance(answer, int):
                    outer.stopping.wait(answer)
                    return
                if isinstance(answer, str):
                    answer = (200, json.dumps({"choices": [{"message": {"role": "assistant", "content": answer}}]}))
                status, body = answer
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1"
