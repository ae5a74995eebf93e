"""The pages: one HTML shell a role, without data; what they show comes over the socket after sign-in."""

from __future__ import annotations

import io

import segno
from flask import Blueprint, Response, current_app, jsonify, render_template

from voting.config import Config
from voting.names import webfont
from voting.web.doors import EVERYONE, door
from voting.web.house import House

pages = Blueprint("pages", __name__)


@pages.get("/")
@door(EVERYONE)
def start() -> str:
    """The start page."""
    return render_template("start/index.html", role="start")


def config() -> Config:
    """The configuration of this app."""
    found: Config = current_app.extensions["yijue.config"]
    return found


@pages.get("/api/address")
@door(EVERYONE)
def address() -> Response:
    """Where tablets find this server, and whether there is a certificate to install first."""
    return jsonify({"address": config().address or None, "authority": config().authority is not None})


@pages.get("/api/address/qr.svg")
@door(EVERYONE)
def address_qr() -> Response:
    """The server's address as a QR code."""
    out = io.BytesIO()
    segno.make(config().address or "/", error="m").save(out, kind="svg", border=2, scale=6)
    return Response(out.getvalue(), mimetype="image/svg+xml")


@pages.get("/ca.crt")
@door(EVERYONE)
def authority() -> Response:
    """The certificate that tablets install; 404 where the server has none of its own."""
    path = config().authority
    if path is None:
        return Response(status=404)
    return Response(path.read_bytes(), mimetype="application/x-x509-ca-cert",
                    headers={"Content-Disposition": 'attachment; filename="yijue-ca.crt"'})  # fmt: skip


@pages.get("/fonts/names.woff2")
@door(EVERYONE)
def names_font() -> Response:
    """The characters of this meeting's names that the screens' own font lacks."""
    here: House = current_app.extensions["yijue.house"]
    characters = webfont.missing("".join(here.texts.readable()))
    return Response(here.aside(webfont.woff2, characters), mimetype="font/woff2")


@pages.get("/sign-in")
@door(EVERYONE)
def sign_in() -> str:
    """The officers' sign-in page."""
    return render_template("sign_in/index.html", role="sign_in")


@pages.get("/<any(operator, chair, hall, secretary, scrutineer):role>")
@door(EVERYONE)
def officer(role: str) -> str:
    """An officer's screen; it shows nothing before sign-in."""
    return render_template(f"{role}/index.html", role=role)


@pages.get("/seat/<seat>")
@door(EVERYONE)
def seat(seat: str) -> str:
    """A seat's tablet."""
    return render_template("seat/index.html", role="seat", seat=seat)
