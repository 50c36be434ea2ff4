"""oidc-provider-mock as a process of its own: `python -m tests.browser.openid_provider PORT USERS`.

USERS is a JSON list of claims with "sub". The package signs people in on a page as a provider does, but does not look
at PKCE (RFC 7636); that is added here: a code is given out only with an S256 challenge, and changed for a token only by
who knows the verifier. It runs by itself because it uses parts of Authlib that warn, which our tests do not allow.
"""

import json
import os
import sys
from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import flask
import uvicorn
from oidc_provider_mock import User, app


def main(port: int, users: list[dict[str, object]]) -> None:
    """Serve until the process ends."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    known = [User(sub=str(user["sub"]), claims={k: v for k, v in user.items() if k != "sub"}) for user in users]
    provider = app(require_nonce=True, user_claims=known)
    challenges: dict[str, str] = {}

    @provider.before_request
    def demand_pkce() -> tuple[dict[str, str], int] | None:
        args, form = flask.request.args, flask.request.form
        if flask.request.path == "/oauth2/authorize" and args.get("code_challenge_method") != "S256":
            return {"error": "invalid_request"}, 400
        if flask.request.path == "/oauth2/token":
            digest = sha256(form.get("code_verifier", "").encode()).digest()
            challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
            if challenges.pop(form.get("code", ""), None) != challenge:
                return {"error": "invalid_grant"}, 400
        return None

    @provider.after_request
    def keep_challenge(answer: flask.Response) -> flask.Response:
        code = parse_qs(urlsplit(answer.headers.get("Location", "")).query).get("code")
        if flask.request.path == "/oauth2/authorize" and code:
            challenges[code[0]] = flask.request.args["code_challenge"]
        return answer

    uvicorn.run(provider, interface="wsgi", host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
