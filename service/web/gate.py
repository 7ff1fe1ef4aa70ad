"""What every request passes: its host, its origin and its size are checked, and every answer is closed to outsiders."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from thirdorder.service.store.secrets import form_token
from thirdorder.service.web.problems import problem
from thirdorder.service.web.settings import LOOPBACK, Settings

log = logging.getLogger("thirdorder.web")
COOKIE = "thirdorder"
SAFE = ("GET", "HEAD", "OPTIONS")
SMALL = 2 * 1024 * 1024
"""The most bytes of a request that uploads nothing."""
TABLES = (
    "/codebook", "/codebook/preview", "/codebook/take", "/grid", "/grid/preview", "/grid/take", "/given/codings",
    "/given/studies", "/given/appraisal", "/references",
)  # fmt: skip
TABLE = 6 * 1024 * 1024
"""The most bytes of a table, shown and sent back as a form's field, which makes it half as long again."""
# Pages take nothing from outside and run no script but their own files.
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"


class TooLargeError(Exception):
    """A request sends more than is taken."""


class Gate:
    """The outermost part of the application."""

    def __init__(
        self, app: ASGIApp, settings: Settings, secret: bytes, count: Callable[[int, float], None],
        known: Callable[[str, str], bool],
    ) -> None:  # fmt: skip
        self.app, self.settings, self.secret, self.count, self.known = app, settings, secret, count, known
        self.hosts = {h.casefold() for h in (*LOOPBACK, "[::1]", *settings.hosts)}
        if settings.host not in ("0.0.0.0", "::"):
            self.hosts.add(settings.host.casefold())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers, began, status = Headers(scope=scope), time.perf_counter(), 500
        state = scope.setdefault("state", {})
        state["id"] = secrets.token_hex(8)
        token, fresh = _cookie(headers), False
        if not token:
            token, fresh = secrets.token_urlsafe(32), True
        state["token"], state["csrf"] = token, form_token(self.secret, token)
        state["set_token"] = token if fresh else None

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._close(MutableHeaders(scope=message), scope)
            await send(message)

        refusal = self._refusal(scope, headers)
        try:
            # Who is not known here fills no disk: what is large is not even taken in.
            if refusal is None and self._large(scope, headers):
                key = headers.get("authorization", "")
                if not await to_thread.run_sync(self.known, key, token):
                    refusal = 401, "Sign in first."
            if refusal is not None:
                await problem(refusal[0], refusal[1], state["id"])(scope, receive, answer)
            else:
                await self.app(scope, self._bounded(scope, receive), answer)
        except TooLargeError:
            await problem(413, "This is more than is taken at once: send less.", state["id"])(scope, receive, answer)
        finally:
            seconds = time.perf_counter() - began
            self.count(status, seconds)
            # The path without its query: searches are people's words.
            more = {"request": state["id"], "ms": round(seconds * 1000), "status": status, "method": scope["method"]}
            log.info("%s", scope["path"].encode("ascii", "replace").decode(), extra={"more": more})

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host = _name(f"//{headers.get('host', '')}")
        if host not in self.hosts:
            return 421, "The service is not called by this name: start it with --allow-host NAME to allow it."
        if scope["method"] in SAFE:
            return None
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        # Another port or subdomain is `same-site`, and somebody else's all the same.
        if site not in (None, "same-origin", "none"):
            return 403, "Requests from other sites are refused."
        if origin is not None and urlsplit(origin).netloc.casefold() != headers.get("host", "").casefold():
            return 403, "Requests from other sites are refused."
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._most(scope):
            return 413, f"This is more than is taken at once: {self._most(scope) // 2**20} MB."
        return None

    def _large(self, scope: Scope, headers: Headers) -> bool:
        length = headers.get("content-length")
        return scope["method"] not in SAFE and self._most(scope) > SMALL and (length is None or int(length) > SMALL)

    def _most(self, scope: Scope) -> int:
        path = scope["path"].rstrip("/")
        if path.endswith(("/papers", "/given", "/restore")):
            return self.settings.largest_upload * 10
        return TABLE if path.endswith(TABLES) else SMALL

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        got, most = 0, self._most(scope)

        async def bounded() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > most:
                raise TooLargeError
            return message

        return bounded

    def _close(self, headers: MutableHeaders, scope: Scope) -> None:
        state = scope["state"]
        headers["Content-Security-Policy"] = REPORT_POLICY if scope["path"].endswith("/report.html") else POLICY
        headers["X-Content-Type-Options"] = "nosniff"
        # Without any referrer, browsers say "Origin: null" of our own forms too.
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["X-Request-Id"] = state["id"]
        headers.setdefault("Cache-Control", "private, no-store")
        if state.get("set_token"):
            secure = "; Secure" if self.settings.secure else ""
            headers.append(
                "Set-Cookie",
                f"{COOKIE}={state['set_token']}; Path=/; Max-Age=1209600; HttpOnly; SameSite=Strict{secure}",
            )


def _cookie(headers: Headers) -> str:
    from http.cookies import CookieError, SimpleCookie

    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value[:200] if found is not None else ""


def _name(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").casefold()
    except ValueError:
        return ""
