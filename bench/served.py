"""The two servers that the benchmark compares, each in a process of its own under uvicorn.

python -m bench.served kit DATA      the demo's application with logging; it runs no jobs, like a
                                     server beside workers
python -m bench.served raw ANSWERS   a bare ASGI application that answers the same bytes
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

from h5kit import logs
from h5kit.demo import make_demo
from h5kit.serving import address_of, listen, run


def raw(answers: list[dict[str, Any]]) -> Any:
    """Return an application that answers `/0`, `/1`, … with the recorded answers."""
    recorded = [
        (
            int(a["status"]),
            [(k.encode(), v.encode()) for k, v in a["headers"]],
            base64.b64decode(a["body"]),
        )
        for a in answers
    ]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return
        more = True
        while more:
            more = (await receive()).get("more_body", False)
        status, headers, body = recorded[int(scope["path"][1:])]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def main() -> None:
    """Serve until stopped; the first line printed is the address."""
    kind, argument = sys.argv[1:3]
    bound = listen("127.0.0.1", 0)
    logs.configure()
    if kind == "kit":
        app: Any = make_demo(Path(argument), works=False).app
    else:
        app = raw(json.loads(Path(argument).read_text()))
    run(app, bound, lambda: print(address_of(bound), flush=True))


if __name__ == "__main__":
    main()
