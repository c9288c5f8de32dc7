"""The reader's pages, one module each."""

from declass.web.pages import (
    about,
    adding,
    compare,
    door,
    find,
    home,
    ledger,
    notes,
    reading,
    record,
    releases,
    restricted,
    saved,
    withheld,
    work,
)

_PAGES = (
    *(door, home, find, saved, notes, work, adding, restricted, reading, record, compare, releases),
    *(withheld, ledger, about),
)
ROUTERS = tuple(module.router for module in _PAGES)
