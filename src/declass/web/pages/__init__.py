"""The reader's pages, one module each."""

from declass.web.pages import (
    about,
    compare,
    door,
    find,
    home,
    ledger,
    notes,
    reading,
    record,
    releases,
    withheld,
    work,
)

_PAGES = (door, home, find, notes, work, reading, record, compare, releases, withheld, ledger, about)
ROUTERS = tuple(module.router for module in _PAGES)
