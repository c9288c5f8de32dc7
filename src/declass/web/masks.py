"""Masks over personal data, found once for each text: a list of hits looks through twenty pages."""

import hashlib
import threading
from collections import OrderedDict

from declass.model.personal import PersonalDatum
from declass.redact import personal

_KEPT = 20_000  # texts; by digest, so that none of them is held in memory

Data = tuple[PersonalDatum, ...]

_known: OrderedDict[bytes, Data] = OrderedDict()
_lock = threading.Lock()


def found(text: str) -> Data:
    """Personal data of a text."""
    key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    data = personal.find(text)
    with _lock:
        _known[key] = data
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return data


def masked(text: str) -> str:
    """The text with personal data blotted out; its length and offsets stay.

    >>> masked("SSN 219-09-9999, Dallas")
    'SSN ███-██-████, Dallas'
    """
    return personal.masked(text, found(text))


def masked_part(part: str, whole: str) -> str:
    """A piece of a text, its white space perhaps folded, masked by what the whole text tells of it."""
    if not found(whole) and not found(part):
        return part
    return personal.masked_part(part, whole)
