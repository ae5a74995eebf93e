"""The doors: every route and every socket event declares who may use it, or the app does not start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])
EVERYONE: Final = frozenset({"everyone"})
SEAT: Final = frozenset({"seat"})
STATION: Final = frozenset({"station"})  # a scrutineers' station on its line
OFFICERS: Final = frozenset({"operator", "chair", "secretary", "scrutineer", "hall"})
PLACE: Final = "__door__"


class Unguarded(RuntimeError):
    """A route or event without a door; the app must not start."""


def door(audience: frozenset[str]) -> Callable[[View], View]:
    """Declare who may use a view."""

    def declare(view: View) -> View:
        setattr(view, PLACE, audience)
        return view

    return declare


def audience_of(app: Flask, endpoint: str | None) -> frozenset[str]:
    """Who may use an endpoint; nobody when there is none."""
    found: frozenset[str] = getattr(app.view_functions.get(endpoint or ""), PLACE, frozenset())
    return found


@dataclass
class Events:
    """The socket events with their audiences; handlers are registered through here alone."""

    server: Any
    declared: dict[str, frozenset[str]] = field(default_factory=dict)

    def on(self, event: str, audience: frozenset[str], handler: Callable[..., Any]) -> None:
        """Register a handler beside Flask-SocketIO, on the python-socketio server itself: no request context, no cycles."""
        self.declared[event] = audience
        self.server.on(event, handler, namespace="/")


def check(app: Flask, events: Events) -> None:
    """Unguarded with the name of the first route or socket event that declares nobody."""
    for rule in app.url_map.iter_rules():
        if not audience_of(app, rule.endpoint):
            raise Unguarded(f"the route {rule.rule} ({rule.endpoint}) has no door")
    for namespace, handlers in events.server.handlers.items():
        for event in handlers:
            if namespace != "/" or event not in events.declared:
                raise Unguarded(f"the socket event {event} in {namespace} has no door")
