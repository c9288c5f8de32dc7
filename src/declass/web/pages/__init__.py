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
    *(reading, record, compare, find),  # the most asked for: addresses are tried in this order
    *(door, home, saved, notes, work, adding, restricted, releases, withheld, ledger, about),
)
ROUTERS = tuple(module.router for module in _PAGES)
