"""Write src/declass/compare/ordinary_en.txt: ordinary English words, counted in four FRUS volumes.

Only words that stand in lower case are counted, so that names stay out; only the words are written.
Usage: python bench/diff/count_words.py ../shared/data/frus_tei/*.xml
"""

import re
import sys
from collections import Counter
from pathlib import Path

LEAST = 6
"""A word met less often in four volumes is as likely a misprint or a foreign word."""

TARGET = Path(__file__).parents[2] / "src/declass/compare/ordinary_en.txt"


def main() -> None:
    """Count and write."""
    counted: Counter[str] = Counter()
    for name in sys.argv[1:]:
        text = re.sub(r"<[^>]+>", " ", Path(name).read_text(encoding="utf-8"))
        counted.update(re.findall(r"(?<![\w'-])[a-z]{3,}(?![\w'-])", text))
    words = sorted(word for word, count in counted.items() if count >= LEAST)
    TARGET.write_text("\n".join(words) + "\n", encoding="ascii")
    print(len(words), "words of", len(counted))


if __name__ == "__main__":
    main()
