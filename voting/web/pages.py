"""The pages: one HTML shell a role, without data; what they show comes over the socket after sign-in."""

from __future__ import annotations

from flask import Blueprint, render_template

from voting.web.doors import EVERYONE, door

pages = Blueprint("pages", __name__)


@pages.get("/")
@door(EVERYONE)
def start() -> str:
    """The start page."""
    return render_template("start/index.html", role="start")


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
