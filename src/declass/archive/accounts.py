"""Who may read an archive that is served to others: accounts with hashed passwords, and their sessions."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import Row, delete, func, select, update

from declass.archive.base import Database
from declass.archive.tables import accounts, sessions
from declass.archive.types import now
from declass.errors import UsageError

Role = Literal["reader", "annotator", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what those before it may: read; judge and note; correct and read again; unlock and govern."""

LIFETIME = timedelta(days=14)
_SHORTEST = 10  # characters of a password; NIST SP 800-63B asks for 8 at least, and no more rules
# scrypt with 16 MiB and about 50 ms on one core (OWASP Password Storage: N = 2^14, r = 8, p = 5)
_N, _R, _P = 2**14, 8, 5


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may read.

    Attributes:
        collections: names of those they may see; None = all.
    """

    name: str
    role: Role
    collections: tuple[str, ...] | None
    created: datetime
    disabled: bool = False

    def may(self, role: Role) -> bool:
        """Whether they may do what ``role`` may."""
        return not self.disabled and ROLES.index(self.role) >= ROLES.index(role)


class Accounts:
    """Keeps accounts and sessions; a password is never kept, only what it is checked by."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, name: str, password: str, role: Role = "reader", collections: Sequence[str] | None = None
    ) -> Account:
        """A new account.

        Raises:
            UsageError: the name is taken or empty, or the password too short.
        """
        if not name.strip() or name != name.strip():
            raise UsageError("An account needs a name without spaces at its ends")
        row = {
            "name": name,
            "password": hashed(password),
            "role": role,
            "collections": None if collections is None else list(collections),
            "created": now(),
            "disabled": False,
        }
        with self._database.write() as connection:
            if connection.scalar(select(accounts.c.name).where(accounts.c.name == name)):
                raise UsageError(f"There is an account {name} already")
            connection.execute(accounts.insert().values(**row))
        return self.get(name)

    def get(self, name: str) -> Account:
        """The account of this name.

        Raises:
            UsageError: there is none.
        """
        with self._database.read() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name)).one_or_none()
        if row is None:
            raise UsageError(f"There is no account {name}", "`declass accounts list` shows them.")
        return _account(row)

    def all(self) -> list[Account]:
        """By name."""
        with self._database.read() as connection:
            return [_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.name))]

    def count(self) -> int:
        """Accounts that are not disabled."""
        statement = select(func.count()).select_from(accounts).where(accounts.c.disabled.is_(False))
        with self._database.read() as connection:
            return connection.scalar(statement) or 0

    def change(self, name: str, **values: Any) -> Account:
        """Set ``role``, ``collections``, ``disabled`` or ``password`` (as typed); all its sessions end."""
        self.get(name)
        if "password" in values:
            values["password"] = hashed(values["password"])
        if values.get("collections") is not None:
            values["collections"] = list(values["collections"])
        with self._database.write() as connection:
            connection.execute(update(accounts).where(accounts.c.name == name).values(**values))
            connection.execute(delete(sessions).where(sessions.c.account == name))
        return self.get(name)

    def begin(self, name: str, password: str) -> str | None:
        """A new session's token, or None where name and password do not go together."""
        with self._database.read() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name)).one_or_none()
        # the same work for an unknown name: the time taken must not tell which names exist
        right = fits(password, row.password if row else _NOBODY)
        if row is None or row.disabled or not right:
            return None
        token = secrets.token_urlsafe(32)
        values = {"token_digest": _digest(token), "account": name, "began": now(), "ends": now() + LIFETIME}
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.ends < now()))
            connection.execute(sessions.insert().values(**values))
        return token

    def of(self, token: str) -> Account | None:
        """Whose session it is, while it lasts."""
        joined = sessions.join(accounts, accounts.c.name == sessions.c.account)
        alive = (sessions.c.token_digest == _digest(token), sessions.c.ends > now())
        statement = select(accounts).select_from(joined).where(*alive, accounts.c.disabled.is_(False))
        with self._database.read() as connection:
            row = connection.execute(statement).one_or_none()
        return _account(row) if row else None

    def end(self, token: str) -> None:
        """End a session."""
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_digest == _digest(token)))


def hashed(password: str) -> str:
    """What a password is checked by: scrypt (RFC 7914) with its own salt.

    Raises:
        UsageError: it is too short.
    """
    if len(password) < _SHORTEST:
        raise UsageError(f"The password has fewer than {_SHORTEST} characters", "A sentence is easy to keep.")
    salt = secrets.token_bytes(16)
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${_derived(password, salt, _N, _R, _P).hex()}"


def fits(password: str, kept: str) -> bool:
    """Whether this is the password that ``kept`` was made from."""
    _, n, r, p, salt, derived = kept.split("$")
    found = _derived(password, bytes.fromhex(salt), int(n), int(r), int(p))
    return hmac.compare_digest(found.hex(), derived)


def _derived(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=2**26)


_NOBODY = f"scrypt${_N}${_R}${_P}${'00' * 16}${'00' * 64}"


def _digest(token: str) -> str:
    """Sessions are kept by digest: who reads the catalogue cannot take one over."""
    return hashlib.sha256(token.encode()).hexdigest()


def _account(row: Row[Any]) -> Account:
    held = None if row.collections is None else tuple(row.collections)
    return Account(row.name, row.role, held, row.created, row.disabled)
