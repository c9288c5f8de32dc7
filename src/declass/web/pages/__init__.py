"""The reader's pages, one module each."""

from declass.web.pages import about, compare, find, home, ledger, reading, record, releases

ROUTERS = tuple(module.router for module in (home, find, reading, record, compare, releases, ledger, about))
