"""What a word may be called in a kindred language by its shape alone: *neutralidad* is *neutrality*.

English, Spanish and Portuguese share thousands of learned words that differ by their endings and few letters.
The glossary cannot name them all; the archive's own dictionary tells which of the possible forms exist.
"""

import itertools
import re
from collections.abc import Callable, Iterator

LEAST_LETTERS = 6  # shorter words that look alike are too often false friends (actual, pie, red)
_LEAST_STEM = 3  # letters before the ending
_MOST_TRIED = 80  # forms looked up for one word and language, the likeliest first: half a millisecond
_MOST_FOUND = 2

# Endings that answer one another, folded, in the order es, pt, en; the first of several is the usual one.
# Longer ones come first where one ends with another.
_ROWS = """
ciones coes tions
cion cao tion
siones soes sions
sion sao sion
cciones coes ctions
ccion cao ction
cciones ccoes ctions
idades idades ities
idad idade ity
tad tade ty
dad dade ty
logia logia logy
grafia grafia graphy
encias encias ences
encia encia ence,ency
ancias ancias ances
ancia ancia ance,ancy
arios arios aries,arians
ario ario ary,arian
aria aria ary,aria
orio orio ory
oria oria ory
ismo ismo ism
istas istas ists
ista ista ist
icos icos ics
ico ico ic,ical
ica ica ic,ical,ics
icas icas ics,ical
ivo ivo ive
iva iva ive
ivos ivos ives
ivas ivas ives
oso oso ous
osa osa ous
mientos mentos ments
miento mento ment
mento mento ment
ientes entes ents
iente ente ient,ent
ente ente ent
entes entes ents
ante ante ant
antes antes ants
ador ador ator,er
adores adores ators,ers
tor tor tor
tores tores tors
izar izar ize
ificar ificar ify
iar iar iate
ar ar ate,e,-
ado ado ate,ated,ed
ada ada ate,ated,ed
ato ato ate,at
ecto eto ect
ecto eito ect
ectos etos ects
ectos eitos ects
trato trato tract
tratos tratos tracts
ciar ciar tiate
greso gresso gress
ectos eitos ects
acto ato act
acta ata act
ura ura ure
uras uras ures
ulo ulo le,ule
ina ina ine
ino ino ine,in
ia ia y,ia
io io y,io,e,ium
ios ios ies
tico tico tic
al al al
ales ais als
ible ivel ible
able avel able
il il il,ile
or or or
ores ores ors
ero eiro er,ary
eros eiros ers
o o -,e,us
a a -,e
e e -,e
os os s,es
as as s,es
es es s,es
"""
_ENDINGS = [row.split() for row in _ROWS.split("\n") if row]
_COLUMN = {"es": 0, "pt": 1, "en": 2}

# Letters within words that answer one another on the way to English; each is tried alone and with the others.
_WITHIN = (
    ("f", "ph"),
    ("qu", "ch"),
    ("t", "th"),
    ("i", "y"),
    ("yect", "ject"),
    ("jet", "ject"),
    ("cu", "qu"),
)
_DOUBLED = re.compile(r"(?<=[aeiou])([cflmnprst])(?=[aeiour])")
_LEADING = re.compile(r"^es(?=[cpqt])")


def cognates(word: str, source: str, target: str, frequency: Callable[[str], int]) -> list[str]:
    """Words of another language that a word's shape suggests and the archive has, the most frequent first.

    Args:
        word: folded.
        frequency: pages that have a term, 0 where so few have it that it may be misread.

    >>> english = {"neutrality", "commission", "philosophy", "special"}
    >>> [cognates(word, "es", "en", english.__contains__)
    ...     for word in ("neutralidad", "comision", "filosofia", "especial", "silla")]
    [['neutrality'], ['commission'], ['philosophy'], ['special'], []]
    """
    if len(word) < LEAST_LETTERS or not word.isalpha() or source == target:
        return []
    tried = itertools.islice(dict.fromkeys(_forms(word, source, target)), _MOST_TRIED)
    found = {form: pages for form in tried if form != word and (pages := frequency(form))}
    return sorted(found, key=lambda form: (-found[form], form))[:_MOST_FOUND]


def _forms(word: str, source: str, target: str) -> Iterator[str]:
    """Forms to be looked up, those with the fewest changes first."""
    wholes = [*dict.fromkeys(_endings(word, source, target))]
    yield from wholes
    if "en" not in (source, target):
        return
    for form in wholes:
        yield from _spellings(form) if target == "en" else _simpler(form)


def _endings(word: str, source: str, target: str) -> Iterator[str]:
    """The word with each fitting ending answered, the longest first."""
    fitting = []
    for row in _ENDINGS:
        for ending in row[_COLUMN[source]].split(","):
            bare = "" if ending == "-" else ending
            if bare and word.endswith(bare) and len(word) - len(bare) >= _LEAST_STEM:
                fitting.append((bare, row[_COLUMN[target]]))
    for ending, answers in sorted(fitting, key=lambda fit: -len(fit[0])):
        for answer in answers.split(","):
            yield word[: -len(ending)] + ("" if answer == "-" else answer)
    if source == "en":
        yield from (word + ending for ending in "oae")


def _spellings(form: str) -> Iterator[str]:
    """English spellings of a form: doubled letters, Greek ones, no vowel before a leading s."""
    plain = _LEADING.sub("s", form)
    yield plain
    changed = [plain.replace(old, new) for old, new in _WITHIN if old in plain]
    yield from changed
    doubled = [match.start() for match in _DOUBLED.finditer(plain)]
    for count in (1, 2):
        for places in itertools.combinations(doubled, count):
            yield "".join(sign * 2 if at in places else sign for at, sign in enumerate(plain))
    for one, other in itertools.combinations([pair for pair in _WITHIN if pair[0] in plain], 2):
        yield plain.replace(*one).replace(*other)


def _simpler(form: str) -> Iterator[str]:
    """Romance spellings of an English form."""
    single = re.sub(r"([bcdfglmnpt])\1", r"\1", form)
    yield single
    greek = single.replace("ph", "f").replace("th", "t").replace("y", "i").replace("ch", "qu")
    yield greek
    yield re.sub(r"^s(?=[cpqt])", "es", single)
    yield single.replace("ss", "s")
