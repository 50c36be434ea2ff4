"""What is attacked: the whole program, a page with a hole in it, and a log of what was asked for.

Run as a process of its own, `python -m tests.attack.target LOG`. The hole is here alone: it shows that the scanner
would have found one, and that it was let in.
"""

import json
import sys
from pathlib import Path
from typing import TextIO

from flask import Blueprint, Flask, Response, request

from app.auth.web import find_current_viewer
from config import load
from wsgi import make_app, serve

PLANTED = "/0-plantet"
"""First in the order in which the scanner tries pages, so that it comes to it whatever the time allows."""


def plant(app: Flask) -> None:
    """Add a page that shows its parameter as it comes."""
    blueprint = Blueprint("planted", __name__)

    @blueprint.get(PLANTED)
    def show() -> str:
        said = request.args.get("navn", "")
        return f"<!DOCTYPE html><html lang='da'><title>Plantet</title><p>Hej {said}</p></html>"

    app.register_blueprint(blueprint)


def keep_log(app: Flask, file: TextIO) -> None:
    """Write a line for every request: endpoint, method, answer, and whether somebody was signed in."""

    # Registered last, asked first: the database session is still open, and nothing is committed by asking.
    @app.after_request
    def note(response: Response) -> Response:
        is_in = find_current_viewer() is not None
        line = {"endpoint": request.endpoint, "method": request.method, "status": response.status_code, "in": is_in}
        file.write(json.dumps(line) + "\n")
        file.flush()
        return response


def main() -> None:
    app = make_app(load())
    plant(app)
    with Path(sys.argv[1]).open("a", encoding="utf-8") as file:
        keep_log(app, file)
        serve(app)


if __name__ == "__main__":
    main()
