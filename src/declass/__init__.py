"""Turns a pile of declassified government records into evidence that anyone can check."""

from importlib.metadata import version

__version__ = version("declass")
