"""Memory a long run no longer needs goes back to the system; a short one keeps it."""

import ctypes
import gc

# Names of mallopt(3), as in glibc's malloc.h.
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD, _MMAP_MAX, _ARENA_MAX = -1, -2, -3, -4, -8
_ARENAS = 2  # with one, threads wait for each other
_LARGE_BYTES = 128 << 10  # glibc's own first value, which otherwise grows to 32 MiB as pieces are freed


def share_arenas() -> None:
    """Have all threads allocate from two arenas, and large pieces apart (glibc; elsewhere nothing happens).

    By default each thread that writes the search index has an arena, up to eight a core, and each keeps what
    it once held: 7,600 pages indexed in 16 commits peaked at 155 MB so, and at 81 MB as it is here, in the
    same time. Call it before threads start.
    """
    choose = getattr(ctypes.CDLL(None), "mallopt", None)
    if choose is not None:
        choose(_ARENA_MAX, _ARENAS)
        choose(_MMAP_THRESHOLD, _LARGE_BYTES)


_KEPT_BYTES = 1 << 30  # more than a page takes to read, both engines together
_STEP_BYTES = 16 << 20  # by which memory grows


def keep_freed() -> None:
    """Have freed memory stay with the process to be used again (glibc; elsewhere nothing happens).

    For one that reads a file and ends. After ``share_arenas`` every image and every map of a network is a
    piece of its own, filled with zeros by the system when it is first touched and thrown away when freed: on
    eight scanned pages, each read by a command, that took a fifth of a second a page.
    """
    choose = getattr(ctypes.CDLL(None), "mallopt", None)
    if choose is not None:
        choose(_MMAP_MAX, 0)
        choose(_TRIM_THRESHOLD, _KEPT_BYTES)
        choose(_TOP_PAD, _STEP_BYTES)


def give_back() -> None:
    """Hand freed memory back (glibc; elsewhere nothing happens).

    Threads that come and go, as those that write the search index do, leave freed memory between
    what is in use: a run would grow with the number of commits rather than stay as large as
    its largest piece.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


_SELDOM = 50_000
"""New objects after which rings of them are looked for; Python's own 700 means a hundred looks while modules
load, none of which finds anything: a tenth of the time that takes."""


def look_seldom() -> None:
    """Look less often for objects that only hold one another."""
    gc.set_threshold(_SELDOM)


def stay() -> None:
    """What is in memory now stays, and is looked through no more for what nobody needs.

    Else everything stands still for 0.15 s now and then while 200,000 objects are gone through that
    all live as long as the process: modules, statements, templates.
    """
    gc.collect()
    gc.freeze()
