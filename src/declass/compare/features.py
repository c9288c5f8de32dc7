"""What speaks for and against a disclosure at one difference, as a few numbers with a physical meaning."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from math import log1p

from rapidfuzz.distance import Indel

from declass.compare.difference import Difference
from declass.compare.layout import Laid
from declass.compare.pair import Pair
from declass.text.function_words import FUNCTION_WORDS
from declass.text.plausible import plausibility

_FUNCTION = frozenset().union(*FUNCTION_WORDS.values())
_CODE = re.compile(
    r"\(?\bb\)?\s*\(?[1-9]\)?"  # (b)(1)
    r"|\b[13][.,]\s*[345]?\s*\(?[a-h]\)"  # 3.5(c), 1.4(d), misread
    r"|^\W*2[0-9]\W*$"  # a lone 24
    r"|[\[\]{}|_]{1,3}"  # the rim of a box
)
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_TITLES = frozenset(("mr", "mrs", "miss", "ms", "dr", "messrs", "col", "major", "capt", "gen", "sr", "senor"))
_BESIDE = 9  # words on either side whose look as language tells whether the older text is legible there
_NEAR = 60  # words around a difference in which the readings' quality is measured
_LOOK_BACK = 6  # characters before the place in which the sentence may have ended
_STOPS = ".!?"
_CLOSED = (*".!?:;", "")
_APART = 0.4  # share of misreadings in common below which a witness was read apart from the older text
_SAME_NAME = 0.75  # share of letters in common from which two missing words are one name, misread
_CONTENT = 3  # letters from which a word is worth looking for elsewhere
_LIKE, _LIKE_LETTERS = 0.7, 4
"""Share of letters in common from which a word that stands near by is taken for this one, misread; and
letters from which a word is long enough for that. Of shorter ones too many resemble each other."""


def features(pair: Pair, d: Difference) -> dict[str, float]:
    """The features of one difference; each is documented in docs/explanation/changes.md."""
    plain = _plain(pair, d)
    return {**plain, **_by_reading(pair, plain)}


def _by_reading(pair: Pair, plain: Mapping[str, float]) -> dict[str, float]:
    """Some features once more, for pairs read alike and for badly read ones, where they weigh otherwise."""
    told = {"pair": 1.0, **plain}
    return {
        f"{name}_{kind}": told[name] * share
        for name in BY_READING
        for kind, share in (("alike", pair.read_alike), ("worn", pair.worn))
    }


def _plain(pair: Pair, d: Difference) -> dict[str, float]:
    return {
        **_size(pair, d),
        **_words(pair, d),
        **_instead(pair, d),
        **_elsewhere(pair, d),
        **_place(pair, d),
        **_around(pair, d),
        **_witnesses(pair, d),
    }


def _text(side: Laid, words: tuple[int, int]) -> str:
    a, b = words
    return side.words.text[side.starts[a] : side.ends[b - 1]] if a < b else ""


def _size(pair: Pair, d: Difference) -> dict[str, float]:
    words = pair.newer.folded[slice(*d.new)]
    letters = sum(map(len, words))
    lines = pair.newer.line_of[d.new[1] - 1] - pair.newer.line_of[d.new[0]]
    return {
        "short": float(letters <= 3),
        "letters_log": log1p(letters),
        "lines": float(min(lines, 5)),
    }


def _words(pair: Pair, d: Difference) -> dict[str, float]:
    words = pair.newer.folded[slice(*d.new)]
    raw = _text(pair.newer, d.new)
    letters = sum(map(len, words))
    digits = sum(c.isdigit() for w in words for c in w)
    crumbs = sum(len(w) <= 2 and w not in _FUNCTION for w in words)
    names = [w for w in re.findall(r"[^\W_]+", raw)]
    plain_words = ordinary()
    return {
        "plausible": plausibility(raw),
        "digits": digits / letters,
        "crumbs": crumbs / len(words),
        "capitals": sum(w[0].isupper() for w in names) / max(1, len(names)),
        "ordinary": sum(len(w) for w in words if w in plain_words or w in _FUNCTION) / letters,
        **_unknown(pair, raw),
    }


def _unknown(pair: Pair, raw: str) -> dict[str, float]:
    """Letters in words that neither common English nor the rest of the text knows, as a share.

    Names are among them; so are fragments, but those stand in lower case.
    """
    words = _LETTERS.findall(raw)
    strange = [w for w in words if not _known(pair, w.casefold())]
    letters = max(1, sum(map(len, words)))
    return {
        "unknown": sum(map(len, strange)) / letters,
        "unknown_lower": sum(len(w) for w in strange if w.islower()) / letters,
    }


def _known(pair: Pair, word: str) -> bool:
    return word in _FUNCTION or word in ordinary() or pair.matched_new[word] > 0


@cache
def ordinary() -> frozenset[str]:
    """Ordinary English words; counted by bench/diff/count_words.py."""
    path = resources.files("declass.compare").joinpath("ordinary_en.txt")
    return frozenset(path.read_text(encoding="ascii").split())


def _instead(pair: Pair, d: Difference) -> dict[str, float]:
    """What the older text has there."""
    start, end = _gap(pair, d)
    gap = pair.older.words.text[start:end]
    litter = "".join(pair.older.folded[slice(*d.old)])
    new = "".join(pair.newer.folded[slice(*d.new)])
    return {
        "old_ratio": min(2.0, len(litter) / len(new)),
        "resembles": Indel.normalized_similarity(litter, new) if litter else 0.0,
        "contained": _lcs_share(litter, new) if litter else 0.0,
        "code": float(bool(_CODE.search(gap.strip()))) if len(gap) < 30 else 0.0,
        "half_word": float(_half_word(pair, d)),
        "gap_spaces": 0.0 if "\n" in gap else float(min(6, len(gap) - len(gap.strip()))),
    }


def _half_word(pair: Pair, d: Difference) -> int:
    """Letters that the words and what stands there instead begin or end with alike, at most 4."""
    if d.old[0] == d.old[1]:
        return 0
    old, new = pair.older.folded[slice(*d.old)], pair.newer.folded[slice(*d.new)]
    return min(4, max(_beginning(old[0], new[0]), _beginning(old[-1][::-1], new[-1][::-1])))


def _beginning(a: str, b: str) -> int:
    """How many letters two words begin with alike."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _lcs_share(a: str, b: str) -> float:
    return (len(a) + len(b) - Indel.distance(a, b)) / 2 / min(len(a), len(b))


def _gap(pair: Pair, d: Difference) -> tuple[int, int]:
    """Span of the older text between its last word before and its first word after."""
    a, b = d.old
    start = pair.older.ends[a - 1] if a > 0 else 0
    end = pair.older.starts[b] if b < len(pair.older.starts) else len(pair.older.words.text)
    return start, max(start, end)


def _elsewhere(pair: Pair, d: Difference) -> dict[str, float]:
    """Whether the words stand somewhere else."""
    words = pair.newer.folded[slice(*d.new)]
    content = [w for w in words if len(w) >= _CONTENT and w not in _FUNCTION] or words
    weight = sum(map(len, content))
    spot = d.old[0]
    loose = [w for w in content if pair.unmatched_old.get(w)]
    near = [w for w in loose if _within(pair.unmatched_old[w], spot - 2 * _NEAR, spot + 2 * _NEAR)]
    again = max(pair.missing[w] for w in content) if content else 0
    return {
        "moved": min(1.0, d.moved / len(words)),
        "loose_near": sum(map(len, near)) / weight,
        "loose_like": _loose_like(pair, d, words),
        "all_loose": float(len(near) == len(content)),
        "seen_in_place": sum(len(w) for w in content if pair.matched_new[w]) / weight,
        "missing_again": float(min(3, again - 1)),
        "never_there": float(max((_never_there(pair, w) for w in content), default=0)),
    }


def _loose_like(pair: Pair, d: Difference, words: Sequence[str]) -> float:
    """Letters of words that stand unmatched near by, misread or not, as a share; not those at the place."""
    (a, b), near = d.old, pair.unmatched_places
    first, stop = bisect_left(near, (a - _NEAR, "")), bisect_left(near, (b + _NEAR, ""))
    around = {word for i, word in near[first:stop] if not a <= i < b and len(word) >= _CONTENT}
    long = [w for w in words if len(w) >= _LIKE_LETTERS and w not in _FUNCTION]
    found = sum(len(w) for w in long if any(_like(w, other) for other in around))
    return found / max(1, sum(len(w) for w in words if len(w) >= _CONTENT))


def _like(a: str, b: str) -> bool:
    return Indel.normalized_similarity(a, b, score_cutoff=_LIKE) > 0


def _within(rising: Sequence[int], low: int, high: int) -> bool:
    """Whether one of the numbers lies between the two, both included."""
    at = bisect_left(rising, low)
    return at < len(rising) and rising[at] <= high


def _never_there(pair: Pair, word: str) -> int:
    """How often else a word is missing, misread or not, where the older text has it nowhere; at most 4."""
    if word not in pair.never_there:
        pair.never_there[word] = _missing_like(pair, word)
    return pair.never_there[word]


def _missing_like(pair: Pair, word: str) -> int:
    if pair.matched_new[word] or pair.old_words[word]:
        return 0
    like = [w for size in (-1, 0, 1) for w in pair.missing_by_look.get((word[:2], len(word) + size), ())]
    near = [w for w in like if w != word and Indel.normalized_similarity(w, word) >= _SAME_NAME]
    return min(4, pair.missing[word] - 1 + sum(pair.missing[w] for w in near if not pair.matched_new[w]))


def _place(pair: Pair, d: Difference) -> dict[str, float]:
    """Where on line and page."""
    a, b = d.new
    newer = pair.newer
    first, last = newer.line_of[a], newer.line_of[b - 1]
    starts_line = newer.line_words[first][0] == a
    ends_line = newer.line_words[last][1] == b
    whole = starts_line and ends_line and _line_ends(pair, d)
    return {
        "starts_line": float(starts_line),
        "ends_line": float(ends_line),
        "whole_line": float(whole),
        "whole_line_clean": float(whole) * pair.clean,
        "within_line_clean": float(not starts_line and not ends_line) * pair.clean,
        "lines_clean": min(last - first, 5) * pair.clean,
        "parenthesis": float(_enclosed(newer, a, b)),
        **_ends(newer, a, b),
        **_breaks(pair, d),
        "near_page_edge": float(_edge(newer, first, last) <= 2),
        "page_only_here": float(_on_new_page(pair, d)),
        "torn_line": float(whole and _torn(newer, a, b)),
    }


def _line_ends(pair: Pair, d: Difference) -> bool:
    """The older text ends a line at the place, or begins or ends there: else no line of its own is missing.

    One engine gives each cell of a heading a line, where another keeps the heading's line whole.
    """
    start, end = _gap(pair, d)
    text = pair.older.words.text
    return start == 0 or end == len(text) or "\n" in text[start:end]


def _torn(side: Laid, a: int, b: int) -> bool:
    """A sentence goes on from the line before and into the line after: nobody withholds just so much."""
    text, end = side.words.text, side.ends[b - 1]
    before = text[max(0, side.starts[a] - _LOOK_BACK) : side.starts[a]].rstrip()
    return before[-1:] not in _CLOSED and text[end : end + 1] not in _CLOSED


def _on_new_page(pair: Pair, d: Difference) -> bool:
    """The words stand on a page of which the older text has nothing, not even a sheet in its stead."""
    pages = {pair.newer.page_of(pair.newer.starts[i]) for i in (d.new[0], d.new[1] - 1)}
    return pages <= pair.strange_pages and not pair.older_page_in_stead(d.old)


def _enclosed(side: Laid, a: int, b: int) -> bool:
    """The words stand in parentheses of their own."""
    text, start, end = side.words.text, side.starts[a], side.ends[b - 1]
    return "(" in text[max(0, start - 2) : start] and ")" in text[end : end + 2]


def _ends(side: Laid, a: int, b: int) -> dict[str, float]:
    """What the words touch: a full stop or a comma after them, other letters and signs on both sides."""
    text, start, end = side.words.text, side.starts[a], side.ends[b - 1]
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    touching = before.strip() and after.strip() and after not in ".,;:!?"
    return {
        "stop_after": float(after in _STOPS if after else False),
        "comma_after": float(after in ",)"),
        "glued": float(bool(touching)),
    }


def _breaks(pair: Pair, d: Difference) -> dict[str, float]:
    """How the older text breaks off at the place."""
    start, end = _gap(pair, d)
    text = pair.older.words.text
    gap = text[start:end]
    newlines = min(2, gap.count("\n"))
    at = pair.newer.starts[d.new[0]]
    before = pair.newer.words.text[max(0, at - _LOOK_BACK) : at].rstrip()
    after = text[end : end + 1]
    going_on = not before.endswith((".", "!", "?", ":", ";")) and after.islower()
    return {
        "gap_lines": float(newlines),
        "blank_in_sentence": float(going_on and newlines == 2),
    }


def _edge(side: Laid, first: int, last: int) -> int:
    """Lines of text between these and the nearest page mark or furniture, at most 3."""
    for step in range(1, 4):
        for line in (first - step, last + step):
            if not 0 <= line < len(side.lines) or side.page_mark[line] or side.furniture[line]:
                return step
    return 4


def _around(pair: Pair, d: Difference) -> dict[str, float]:
    """How well the two texts agree around the difference, and whether the sentence is broken there."""
    a, b = d.new
    form, own = pair.counterparts.form, pair.newer.words.hashes
    left = right = 0
    while left < 8 and a - 1 - left >= 0 and form[a - 1 - left] == own[a - 1 - left]:
        left += 1
    while right < 8 and b + right < len(own) and form[b + right] == own[b + right]:
        right += 1
    low, high = max(0, a - _NEAR), min(len(own), b + _NEAR)
    wrong, seen, size = (
        sums[high] - sums[low] - (sums[b] - sums[a])
        for sums in (pair.misread, pair.present, range(len(own) + 1))
    )
    before = pair.newer.folded[a - 1] if a > 0 else ""
    after = pair.newer.folded[b] if b < len(own) else ""
    size_all = max(1, len(own))
    return {
        "agree_least": float(min(left, right)),
        "agree_most": float(max(left, right)),
        "misread_near": wrong / max(1, seen),
        "missing_near": 1 - seen / max(1, size),
        "trouble": pair.trouble[-1] / size_all,
        "hangs": float(before in _FUNCTION),
        "function_after": float(after in _FUNCTION),
        "title_before": float(before in _TITLES),
        "legible": _legible(pair.older, d.old),
        "misread": pair.misread_share,
        "capital_text": pair.capital_text,
    }


def _legible(side: Laid, place: tuple[int, int]) -> float:
    """How far the words on either side of a place look like language."""
    a, b = place
    return plausibility(
        f"{_text(side, (max(0, a - _BESIDE), a))} {_text(side, (b, min(b + _BESIDE, len(side.starts))))}"
    )


def _witnesses(pair: Pair, d: Difference) -> dict[str, float]:
    """For each kind of witness, whether one shows the words or lacks them; 0 where there is none."""
    told = dict.fromkeys(
        (
            "w_early_shows",
            "w_early_garbled",
            "w_early_lacks",
            "w_early_lacks_apart",
            "w_early_littered",
            "w_between_shows",
            "w_between_garbled",
            "w_between_littered",
            "w_between_lacks",
            "w_between_lacks_apart",
            "w_later_shows",
            "w_later_lacks",
        ),
        0.0,
    )
    for w in pair.witnesses:
        state = w.state(d)
        when = {"earlier": "early", "between": "between", "later": "later"}.get(w.order)
        if when is None or state == "unaligned":
            continue
        lacks = state == "absent" or (state in ("garbled", "littered") and when == "later")
        apart = when != "later" and lacks and w.shared_misreadings < _APART
        verb = "lacks" if lacks else "shows" if state == "present" else state
        told[f"w_{when}_{verb}{'_apart' if apart else ''}"] = 1.0
    return told


BY_READING = ("pair", "whole_line", "lines", "digits", "old_ratio", "short", "glued")
"""Features that weigh otherwise where both texts are read alike, or badly; ``pair`` is 1 throughout."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "size": ("short", "letters_log", "lines"),
    "words": ("plausible", "digits", "crumbs", "capitals", "ordinary", "unknown", "unknown_lower"),
    "instead": ("old_ratio", "resembles", "contained", "code", "half_word", "gap_spaces"),
    "elsewhere": ("loose_near", "loose_like", "all_loose", "seen_in_place"),
    "again": ("missing_again", "never_there"),
    "place": (
        *("starts_line", "ends_line", "whole_line", "near_page_edge", "gap_lines", "blank_in_sentence"),
        *("whole_line_clean", "within_line_clean", "lines_clean", "parenthesis"),
        *("stop_after", "comma_after", "glued", "page_only_here", "torn_line"),
    ),
    "around": (
        *("agree_least", "agree_most", "misread_near", "missing_near", "misread", "trouble"),
        *("hangs", "function_after", "title_before", "legible", "capital_text"),
    ),
    "reading": tuple(f"{name}_{kind}" for name in BY_READING for kind in ("alike", "worn")),
    "witnesses": (
        "w_early_shows",
        "w_early_garbled",
        "w_early_littered",
        "w_early_lacks",
        "w_early_lacks_apart",
        "w_between_shows",
        "w_between_garbled",
        "w_between_littered",
        "w_between_lacks",
        "w_between_lacks_apart",
        "w_later_lacks",
    ),
}
"""The features the scorecard weighs, by what they look at."""
