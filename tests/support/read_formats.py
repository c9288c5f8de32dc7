"""Reading one made-up file with a format module, as the sandboxed child would."""

from contextlib import suppress
from pathlib import Path

from declass.errors import InputError
from declass.model.reading import Division, DocumentHead, Member, MemberRefused, PageFailed, PageRead
from declass.read.options import Limits, ReadOptions, Source
from declass.text.normal import clean


class Read:
    """The events of one file, sorted by kind; their order and form are checked on the way."""

    def __init__(self, module, folder, data, name="file", media_type="text/plain", options=None, limits=None):
        folder = Path(folder)
        spool = folder / "spool"
        spool.mkdir(exist_ok=True)
        path = folder / "original"
        path.write_bytes(data)
        source = Source(path, name, media_type, spool)
        self.events = []
        self.failure = None
        try:
            for event in module.read(source, options or ReadOptions(), limits or Limits()):
                self.events.append(event)
        finally:
            self._sort()

    def _sort(self):
        def of(kind):
            return [event for event in self.events if isinstance(event, kind)]

        self.heads, self.pages, self.failed = of(DocumentHead), of(PageRead), of(PageFailed)
        self.members, self.refused, self.divisions = of(Member), of(MemberRefused), of(Division)
        self.texts = [page.text.text for page in self.pages]
        self.notes = [note for page in self.pages for note in page.notes]
        self._check()

    def _check(self):
        assert len(self.heads) <= 1
        assert not self.events or isinstance(self.events[0], DocumentHead)
        for page in self.pages:
            assert clean(page.text.text) == page.text.text
            assert all(note.page == page.index for note in page.notes)
            assert all(0 <= note.offset <= len(page.text.text) for note in page.notes)
        for value in [*self.metadata.values(), *(m.name for m in self.members + self.refused)]:
            assert value
            assert clean(value) == value
            assert len(value) < 10_000

    @property
    def metadata(self):
        return self.heads[0].metadata if self.heads else {}

    @property
    def contents(self):
        """Names and bytes of the members, in order."""
        return [(member.name, member.path.read_bytes()) for member in self.members]


def read_or_refuse(module, folder, data, name, media_type):
    """Read damaged bytes: whatever is wrong with them must end in events or in an ``InputError``."""
    with suppress(InputError):
        Read(module, folder, data, name, media_type)


def damaged(data, place, junk, cut):
    """The bytes with some overwritten at a place, or cut off there."""
    changed = bytearray(data)
    place %= len(changed)
    changed[place : place + len(junk)] = junk
    return bytes(changed[:place] if cut else changed)
