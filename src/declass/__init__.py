"""Turns a pile of declassified government records into evidence that anyone can check."""

from typing import TYPE_CHECKING

__version__: str

if not TYPE_CHECKING:

    def __getattr__(name: str) -> str:
        """The version, looked up when asked for: most commands and readers are done before that would be."""
        if name != "__version__":
            raise AttributeError(f"module 'declass' has no attribute {name!r}")
        from importlib.metadata import version

        return version("declass")
