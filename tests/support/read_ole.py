"""A minimal OLE2 compound file ([MS-CFB] version 3), for Outlook messages made by tests."""

import struct

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096


class _Sectors:
    """Chains of equal blocks with their allocation table."""

    def __init__(self, size):
        self.size, self.data, self.table = size, b"", []

    def add(self, content):
        if not content:
            return _END
        first, count = len(self.table), -(-len(content) // self.size)
        self.table += [*range(first + 1, first + count), _END]
        self.data += content.ljust(count * self.size, b"\0")
        return first


def compound_file(tree):
    """The bytes of a compound file holding ``tree``: names to bytes (streams) or to dicts (storages)."""
    small, large, entries = _Sectors(_MINI), _Sectors(_SECTOR), []
    entries.append(["Root Entry", 5, _FREE, _FREE, _FREE, _END, 0])
    entries[0][4] = _children(tree, entries, small, large)
    entries[0][5], entries[0][6] = large.add(small.data), len(small.data)
    minifat = struct.pack(f"<{len(small.table)}I", *small.table)
    minifat_count = -(-len(minifat) // _SECTOR)
    minifat_start = large.add(minifat.ljust(minifat_count * _SECTOR, b"\xff"))
    directory = b"".join(_entry(*entry) for entry in entries)
    directory_start = large.add(directory)
    fat_sector = len(large.table)
    assert fat_sector < _SECTOR // 4, "one sector of allocation table must do"
    fat = struct.pack(f"<{fat_sector + 1}I", *large.table, _FAT).ljust(_SECTOR, b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory_start, 0, _CUTOFF),
        *(minifat_start, minifat_count, _END, 0, fat_sector),
    )
    return header.ljust(_SECTOR, b"\xff") + large.data + fat


def _children(tree, entries, small, large):
    """Add the entries of one storage as a chain of right siblings; the first one's number."""
    first = previous = None
    for name, content in tree.items():
        number = len(entries)
        if isinstance(content, dict):
            entries.append([name, 1, _FREE, _FREE, _FREE, 0, 0])
            entries[number][4] = _children(content, entries, small, large)
        else:
            start = (small if len(content) < _CUTOFF else large).add(content)
            entries.append([name, 2, _FREE, _FREE, _FREE, start, len(content)])
        if previous is None:
            first = number
        else:
            entries[previous][3] = number
        previous = number
    return _FREE if first is None else first


def _entry(name, kind, left, right, child, start, size):
    raw = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII36xIQ", raw, len(raw), kind, 1, left, right, child, start, size)


def outlook_message(texts, attachments=()):
    """An Outlook message.

    Args:
        texts: property numbers ([MS-OXPROPS]) to strings, or to bytes for binary properties.
        attachments: pairs of file name and content; content None = a message inside the message.
    """
    tree = {
        "__properties_version1.0": _properties(texts, struct.pack("<8xIIII8x", 0, 0, 0, len(attachments)))
    }
    tree |= _streams(texts)
    for number, (name, content) in enumerate(attachments):
        method = 5 if content is None else 1
        held = {0x3707: name} | ({} if content is None else {0x3701: content})
        fixed = struct.pack("<HHIIxxxx", 0x0003, 0x3705, 6, method)
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": _properties(held, bytes(8)) + fixed,
            **_streams(held),
        }
    return compound_file(tree)


def _kind(value):
    return 0x001F if isinstance(value, str) else 0x0102


def _octets(value):
    return value.encode("utf-16-le") if isinstance(value, str) else value


def _streams(values):
    return {f"__substg1.0_{number:04X}{_kind(value):04X}": _octets(value) for number, value in values.items()}


def _properties(values, header):
    rows = (
        struct.pack("<HHIIxxxx", _kind(v), number, 6, len(_octets(v)) + 2) for number, v in values.items()
    )
    return header + b"".join(rows)
