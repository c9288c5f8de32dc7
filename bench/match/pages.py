"""Which pages of a bundle hold a record: found pages against those put there.

    python bench/match/pages.py

Bundles are made of 3 to 8 texts of jfk_pairs, of different records; one of them is looked for by another
release of the same record. Pages are those of the text files, numbers blanked.
"""

import random
import re
import time
from collections import Counter

from gold import Read, small

from declass.compare.inside import pages_holding

BUNDLES = 300
_HEADED, _APART = re.compile(r"## Page \d+"), re.compile(r"\f|\n{4}")


def pages(text):
    found = _HEADED.split(text)[1:] or _APART.split(text)  # the file's own title stands before the first
    return [page for page in found if page.strip()] or [text]


def bundle(own, texts, read, rng):
    """Pages of a bundle, and which of them are the record's."""
    parts, size = [own], rng.randint(3, 8)
    while len(parts) < size:
        other = rng.choice(list(texts))
        if read.label(other, own) == 0.0:
            parts.append(other)
    rng.shuffle(parts)
    made, mine = [], set()
    for part in parts:
        here = pages(texts[part])
        if part == own:
            mine = set(range(len(made), len(made) + len(here)))
        made += here
    return made, mine


def main():
    texts, rng, told = dict(small()), random.Random(5), Counter()
    read = Read(list(texts))
    easy = sorted(tuple(sorted(pair)) for pair in read.easy)
    clock = time.process_time()
    for _ in range(BUNDLES):
        own, other = rng.sample(rng.choice(easy), 2)
        made, mine = bundle(own, texts, read, rng)
        found = pages_holding(pages(texts[other]), made)
        said = set() if found is None else set(range(found.first, found.last + 1))
        told.update(
            exact=said == mine,
            none=found is None,
            elsewhere=found is not None and not said & mine,
            right=sum(len(made[k]) for k in said & mine),
            said=sum(len(made[k]) for k in said),
            mine=sum(len(made[k]) for k in mine),
            all=sum(map(len, made)),
        )
    print(
        f"{BUNDLES} bundles: pages exact {told['exact']}, none {told['none']}, elsewhere {told['elsewhere']}"
    )
    print(
        f"letters: recall {told['right'] / told['mine']:.3f}, precision {told['right'] / told['said']:.3f}"
        f" (whole bundles {told['mine'] / told['all']:.3f}); {time.process_time() - clock:.1f} s CPU"
    )


if __name__ == "__main__":
    main()
