"""What a file says beside its pages, gathered while it is read, for words that were left under bars."""

from declass.model.reading import DocumentHead, Member, PageRead
from declass.model.withholding import Withholding
from declass.pipeline.pages import hidden_spans, under_text
from declass.redact.elsewhere import LIKELY, Elsewhere, secret_words, told, words_of
from declass.redact.restrict import without


class Beside:
    """Metadata, attached files, and which words are only under bars; feed it events in their order."""

    def __init__(self) -> None:
        self._metadata: dict[str, str] = {}
        self._attached: list[frozenset[str]] = []
        self._hidden: list[str] = []
        self._shown: list[str] = []

    def take(self, event: DocumentHead | Member) -> None:
        """The file's head, or an attached file, whose bytes lie in the spool."""
        if isinstance(event, DocumentHead):
            self._metadata = event.metadata
        elif self._hidden:
            self._attached.append(words_of(event.path.read_bytes()))

    def page(self, page: PageRead) -> None:
        """A page that was read."""
        self._hidden += [found.text for found in under_text(page) if found.probability >= LIKELY]
        if page.text is not None:
            self._shown.append(without(page.text, hidden_spans(page)).text)

    def told(self, found: Withholding) -> Withholding:
        """The finding, with the places where the file says such words too."""
        words = secret_words(self._hidden, self._shown)
        return told(found, words, Elsewhere(self._metadata, self._attached)) if words else found

    def join(self, other: "Beside") -> None:
        """What was gathered from other pages of the same file."""
        self._hidden += other._hidden
        self._shown += other._shown
