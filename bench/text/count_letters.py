"""Count letter triples of the State Department cables (public domain) into src/declass/text/letters_en.txt.

Run from the project's root: ``python bench/text/count_letters.py``. The 245 cables of 1974 and 1979 hold
1.6 million characters; a triple that occurs only once is left out, so that no rare name can be told from it.
"""

from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path

from declass.text.normal import fold
from declass.text.plausible import triples

ROOT = Path(__file__).parents[2]
CABLES = ROOT.parent / "shared" / "data" / "state_cables" / "text"


def main() -> None:
    texts = (fold(path.read_text(encoding="utf-8")) for path in sorted(CABLES.glob("*.txt")))
    counts = Counter(chain.from_iterable(triples(text) for text in texts))
    rows: dict[str, list[str]] = defaultdict(list)
    for triple, count in counts.most_common():
        if count > 1:
            rows[triple[:2]].append(f"{triple[2]}{count}")
    lines = [f"{pair} {' '.join(followers)}\n" for pair, followers in sorted(rows.items())]
    target = ROOT / "src" / "declass" / "text" / "letters_en.txt"
    target.write_text("".join(lines), encoding="ascii")
    print(f"{len(counts)} triples, {sum(counts.values())} in all, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
