"""Processes share the work of a machine, not threads."""

import os


def one_thread() -> None:
    """Have OpenCV start no threads of its own, in this process and in those it starts.

    It looks here when it is loaded. Two processes that read scans beside each other had four threads on two
    processors: a scan of 41 pages took them 44.1 s, and 43.4 s as it is here. One process alone takes 82 s
    instead of 79, since it keeps to one processor.
    """
    os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")
