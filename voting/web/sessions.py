"""Officers' sessions: password or one-time link in, a bearer token out; looked up anew at every act."""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from gevent.threadpool import ThreadPool

from voting.store.register import Officer, OnceLink, Register, Session

LONGEST_SESSION: Final = timedelta(hours=16)  # the longest day of a session, with a margin
LINK_LIFE: Final = timedelta(hours=12)  # as for the codes of terminals: made ready on the evening before a session
TRIES: Final = 10  # wrong passwords of one name before it rests
REST: Final = timedelta(minutes=1)
LONGEST_NAME: Final = 64  # characters
NAMES_REMEMBERED: Final = 10_000  # names with wrong passwords; each cost the guesser a slow hash
END: Final = re.compile(r"([0-9]{1,12})\.")  # before the random part of a link's secret
HASHER: Final = PasswordHasher()


@dataclass(frozen=True)
class Who:
    """An officer in a session."""

    role: str
    name: str


def digest(token: str) -> str:
    """What is stored of a token: 256 random bits need no slow hash."""
    return sha256(token.encode("utf-8")).hexdigest()


class Sessions:
    """Sign-in and look-up; times come from `now` (RFC 3339 with offset)."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._wrong: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    @cached_property
    def _slow(self) -> ThreadPool:
        """One thread: a hash takes a processor for a while, and the meeting needs the others."""
        return ThreadPool(1)

    @cached_property
    def _nobody(self) -> str:
        """A hash that no password fits: an unknown name takes as long as a known one."""
        return HASHER.hash(secrets.token_urlsafe(32))

    def resting(self, name: str, now: str) -> bool:
        """Whether wrong passwords make this name rest."""
        moment = datetime.fromisoformat(now)
        tries, last = self._wrong.get(name, (0, moment))
        return tries >= TRIES and moment - last < REST

    def by_password(self, name: str, password: str, now: str) -> tuple[str, Who] | None:
        """A new session, or None; wrong passwords make the name rest for a minute."""
        if len(name) > LONGEST_NAME or self.resting(name, now):
            return None
        officer = self.register.officer(name)
        hashed = officer.password_hash if officer is not None else self._nobody
        self._note_wrong(name, now)  # before the hash: many at once are no way around the rest
        if self._slow.apply(verified, (hashed, password)) and officer is not None:
            self._wrong.pop(name, None)
            return self._begin(officer.name, officer.role, now)
        return None

    def _note_wrong(self, name: str, now: str) -> None:
        moment = datetime.fromisoformat(now)
        tries, last = self._wrong.pop(name, (0, moment))
        self._wrong[name] = (tries + 1 if moment - last < REST else 1, moment)
        while len(self._wrong) > NAMES_REMEMBERED:
            self._wrong.popitem(last=False)

    def by_link(self, once: str, now: str) -> tuple[str, Who] | None:
        """A new session from a one-time link, or None where it is unknown, used or too old."""
        if not END.match(once) or too_old(once, now):
            return None
        link = self.register.use_once_link(digest(once), now)
        return self._begin(link.officer, link.role, now) if link else None

    def find(self, token: str, now: str) -> Who | None:
        """The officer behind a token at this moment, or None: ended, too old, or no longer an officer."""
        session = self.register.session(digest(token)) if token else None
        if session is None:
            return None
        officer = self.register.officer(session.officer)
        age = datetime.fromisoformat(now) - datetime.fromisoformat(session.created)
        if officer is None or officer.role != session.role or age > LONGEST_SESSION:
            return None
        return Who(session.role, session.officer)

    def end(self, token: str) -> None:
        """End a session."""
        self.register.end_session(digest(token))

    def link(self, officer: str, role: str, now: str) -> str:
        """A new one-time sign-in link's secret for this officer: its last second (POSIX), a point, 192 random bits.

        The digest that is kept covers the whole of it, so nobody can move the end of a link that was given out.
        """
        once = f"{int((datetime.fromisoformat(now) + LINK_LIFE).timestamp())}.{secrets.token_urlsafe(24)}"
        self.register.add_once_link(OnceLink(digest(once), role, officer))
        return once

    def _begin(self, name: str, role: str, now: str) -> tuple[str, Who]:
        token = secrets.token_urlsafe(32)
        self.register.add_session(Session(digest(token), name, role, now))
        return token, Who(role, name)


def too_old(once: str, now: str) -> bool:
    """Whether a one-time link's secret names an end that has passed."""
    end = END.match(once)
    return end is not None and int(datetime.fromisoformat(now).timestamp()) > int(end[1])


def put_officer(register: Register, name: str, role: str, password: str | None) -> None:
    """Add or replace an officer; without a password only one-time links sign in."""
    hashed = HASHER.hash(password if password is not None else secrets.token_urlsafe(32))
    register.put_officer(Officer(name, role, hashed))


def verified(hashed: str, password: str) -> bool:
    """Whether the password is the one hashed (argon2id)."""
    try:
        return HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
