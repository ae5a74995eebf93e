"""Where the server is, and the few short requests that a seat makes outside its websocket.

Only the standard library speaks HTTP: no proxy, TLS pinned to the given CA, strict JSON in both directions.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import HTTPSHandler, OpenerDirector, ProxyHandler, Request, build_opener

from devices.encoding import Json, canonical, strict

HTTP_SECONDS = 15.0  # as long as a vote may wait for its answer
MAX_ANSWER = 2**20  # bytes: the output of 3,000 ballots has 128,000


class Refused(Exception):
    """The server answered with another status than 200; `body` is what it said."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(f"HTTP {status}")
        self.status, self.body = status, body


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is: its base URL and, for https, the trust it must meet."""

    base: str
    tls: ssl.SSLContext | None

    @classmethod
    def of(cls, url: str, ca: str | None = None) -> Address:
        """Of `http(s)://host[:port]` and the file of a private CA; ValueError says what is wrong."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"不是服务器地址 / not a server address: {url}")
        if ca and parts.scheme != "https":
            raise ValueError("--ca 只用于 https / --ca goes with https only")
        tls = ssl.create_default_context(cafile=ca) if parts.scheme == "https" else None
        return cls(urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", "")), tls)

    def socket(self) -> str:
        """The websocket's URL."""
        return f"ws{self.base.removeprefix('http')}/socket.io/?EIO=4&transport=websocket"


def request(address: Address, path: str, body: Json) -> Json:
    """The answer to GET, or to POST when there is a body; Refused, OSError when the server is away, Broken."""
    data = None if body is None else canonical(body)
    asked = Request(f"{address.base}{path}", data, {"Content-Type": "application/json"})  # noqa: S310 - Address allows http and https only
    try:
        with _opener(address).open(asked, timeout=HTTP_SECONDS) as answer:
            return strict(answer.read(MAX_ANSWER), path)
    except HTTPError as error:
        with error:
            raise Refused(error.code, error.read(MAX_ANSWER)) from error


def _opener(address: Address) -> OpenerDirector:
    tls = [] if address.tls is None else [HTTPSHandler(context=address.tls)]
    return build_opener(ProxyHandler({}), *tls)  # a proxy between a seat and its server is nobody's intention
