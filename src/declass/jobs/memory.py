"""Memory a long run no longer needs goes back to the system."""

import ctypes


def give_back() -> None:
    """Hand freed memory back (glibc; elsewhere nothing happens).

    Threads that come and go, as those that write the search index do, each leave freed memory in
    an arena of their own: a run would grow with the number of commits rather than stay as large as
    its largest piece.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
