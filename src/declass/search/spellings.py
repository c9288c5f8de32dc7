"""How this collection misreads letters, learned from its own words, and the damaged forms words have in it.

A frequent word is surrounded by rare ones that differ from it by a letter or two: ``embassy`` by
``ernbassy`` and ``embassv``. Counted over many words they tell how often ``m`` is read as ``rn`` here,
without any other text to compare with. A word that is asked for is then looked up under its likeliest
damaged forms.
"""

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

Edit = tuple[str, str]
"""What stood there, and how it was read; "" for a letter lost or put in."""

LEAST_LETTERS = 5  # of a word; a letter more or less of a shorter one is another word
_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789"
# Shapes that look like others when they stand close, chosen by hand; what they weigh is learned. Single
# letters need no list: every letter is tried for every other.
_JOINED: tuple[Edit, ...] = (
    *(("m", s) for s in ("rn", "in", "ni", "nn", "iii")),
    *(("rn", "m"), ("in", "m"), ("ni", "m"), ("nn", "m")),
    *(("d", "cl"), ("cl", "d"), ("h", "li"), ("li", "h"), ("n", "ri"), ("ri", "n"), ("u", "ii"), ("ii", "u")),
    *(("w", "vv"), ("vv", "w"), ("b", "lo"), ("k", "lc"), ("fi", "h"), ("ff", "f"), ("ll", "u"), ("tt", "u")),
)
_TAUGHT_WORDS = 60  # for each initial, the most frequent of at least LEAST_LETTERS + 1 letters
_OWN_WORD_SHARE = 0.1  # a neighbour more frequent than this, beside its word, is a word of its own
_LEAST_WITNESSES = 3  # words in which an edit was seen: one pair may be two words, three are a habit
_SINGLES, _PAIRED, _TRIED = 150, 28, 400  # edits alone, edits in pairs, and look-ups in all: 2 ms a word
_LEAST_EXPECTED = 1e-4  # times a damaged form may be expected; what is found below it is another word
_MOST_FORMS = 20  # the likeliest: each costs 5 us a segment, in each pass of a search
_SLACK = 8.0  # times more frequent than expected a form may be and still count as damage


@dataclass(frozen=True)
class Spellings:
    """How often each letter is misread, and as what.

    Attributes:
        rates: by edit, the share of what stood there that was read so.
        pages: how many pages it was learned from.
    """

    rates: Mapping[Edit, float]
    pages: int = 0

    @classmethod
    def load(cls, path: Path) -> Self:
        """What was learned; nothing where nothing was."""
        if not path.exists():
            return cls({})
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls({(stood, read): rate for stood, read, rate in kept["rates"]}, kept["pages"])

    def save(self, path: Path, pages: int) -> None:
        rows = [[stood, read, round(rate, 6)] for (stood, read), rate in sorted(self.rates.items())]
        part = path.with_suffix(".partial")
        part.write_text(json.dumps({"pages": pages, "rates": rows}), encoding="utf-8")
        part.replace(path)  # atomic: readers see the old table or the new one

    @cached_property
    def _by_initial(self) -> dict[str, list[tuple[Edit, float]]]:
        found: dict[str, list[tuple[Edit, float]]] = defaultdict(list)
        for edit, rate in self.rates.items():
            found[edit[0][0]].append((edit, rate))
        return found

    @cached_property
    def error(self) -> float:
        """About the share of letters that are misread, 0-1."""
        by_letter: dict[str, float] = defaultdict(float)
        for (stood, _), rate in self.rates.items():
            by_letter[stood] += rate
        letters = [rate for stood, rate in by_letter.items() if len(stood) == 1]
        return sum(letters) / len(letters) if letters else 0.0

    def forms(self, word: str, frequency: Callable[[str], int]) -> dict[str, int]:
        """Damaged forms of a word that occur, with the pages that have each; the likeliest first.

        A form that is too frequent to be damage is another word and left out.

        Args:
            word: folded.
            frequency: pages that have a term.
        """
        if len(word) < LEAST_LETTERS or not self.rates:
            return {}
        whole = frequency(word) / max(0.05, (1 - self.error) ** len(word))
        found: dict[str, int] = {}
        for form, chance in self._likeliest(word):
            if max(1.0, whole) * chance < _LEAST_EXPECTED:
                break
            pages = frequency(form)
            if pages and pages <= 2 + _SLACK * whole * chance:
                found[form] = pages
                if len(found) == _MOST_FORMS:
                    break
        return found

    def _likeliest(self, word: str) -> list[tuple[str, float]]:
        """Forms with one edit or two, and the chance of each, the likeliest first."""
        singles = sorted(self._edits(word), key=lambda edit: -edit[2])[:_SINGLES]
        chances: dict[str, float] = {}
        for start, edit, rate in singles:
            _add(chances, _edited(word, [(start, edit)]), rate)
        for first, second in itertools.combinations(singles[:_PAIRED], 2):
            if _apart(first[0], first[1], second[0], second[1]):
                form = _edited(word, [(first[0], first[1]), (second[0], second[1])])
                _add(chances, form, first[2] * second[2])
        chances.pop(word, None)
        ranked = sorted(chances.items(), key=lambda item: (-item[1], item[0]))
        return [(form, chance) for form, chance in ranked[:_TRIED] if len(form) >= LEAST_LETTERS - 1]

    def _edits(self, word: str) -> Iterator[tuple[int, Edit, float]]:
        for start, letter in enumerate(word):
            for edit, rate in self._by_initial.get(letter, ()):
                if word.startswith(edit[0], start):
                    yield start, edit, rate


NO_SPELLINGS = Spellings({})


def _add(chances: dict[str, float], form: str, chance: float) -> None:
    chances[form] = max(chance, chances.get(form, 0.0))


def _apart(start: int, edit: Edit, other: int, another: Edit) -> bool:
    return start + len(edit[0]) <= other or other + len(another[0]) <= start


def _edited(word: str, edits: list[tuple[int, Edit]]) -> str:
    for start, (stood, read) in sorted(edits, reverse=True):
        word = f"{word[:start]}{read}{word[start + len(stood) :]}"
    return word


def learn(beginning: Callable[[str], Mapping[str, int]], frequency: Callable[[str], int]) -> Spellings:
    """Learn from a dictionary how its letters are misread; about 300,000 look-ups, a second or two.

    Args:
        beginning: terms with a prefix and the pages that have each, the most frequent first.
        frequency: pages that have a term.
    """
    seen: Counter[Edit] = Counter()
    witnesses: dict[Edit, set[str]] = defaultdict(set)
    chances: Counter[str] = Counter()
    for word, pages in _taught(beginning):
        for stood in {edit[0] for edit in _JOINED} | set(word):
            chances[stood] += pages * word.count(stood)
        for edit, form in _neighbours(word):
            damaged = frequency(form)
            if 0 < damaged <= _OWN_WORD_SHARE * pages:
                seen[edit] += damaged
                witnesses[edit].add(word)
    habits = [edit for edit in seen if len(witnesses[edit]) >= _LEAST_WITNESSES]
    return Spellings({edit: seen[edit] / chances[edit[0]] for edit in habits})


def _taught(beginning: Callable[[str], Mapping[str, int]]) -> Iterator[tuple[str, int]]:
    for initial in _SIGNS[:26]:
        long = ((w, n) for w, n in beginning(initial).items() if len(w) > LEAST_LETTERS and w.isalpha())
        yield from itertools.islice(long, _TAUGHT_WORDS)


def _neighbours(word: str) -> Iterator[tuple[Edit, str]]:
    """Every word one misreading away, and which one."""
    for at, letter in enumerate(word):
        for read in ("", *_SIGNS):
            if read != letter:
                yield (letter, read), f"{word[:at]}{read}{word[at + 1 :]}"
    for stood, read in _JOINED:
        at = word.find(stood)
        while at >= 0:
            yield (stood, read), f"{word[:at]}{read}{word[at + len(stood) :]}"
            at = word.find(stood, at + 1)
