"""What foreign decoders raise when bytes are damaged or hostile."""

import binascii
import lzma
import struct
import tarfile
import zipfile
import zlib
from email.errors import MessageError

DAMAGE: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MessageError,
    OSError,
    SyntaxError,  # XML parsers' errors are kinds of it
    RuntimeError,  # NotImplementedError and RecursionError among them
    TypeError,
    ValueError,
    binascii.Error,
    lzma.LZMAError,
    struct.error,
    tarfile.TarError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)
"""Seen from zipfile, tarfile, email, openpyxl, striprtf and olefile on truncated and fuzzed files; their
documents promise none of it. MemoryError is left out: the sandbox tells it."""


def told(fault: BaseException) -> str:
    """The fault in words, for a reason a person reads."""
    return f"{fault}".strip().splitlines()[0][:300] if f"{fault}".strip() else type(fault).__name__
