"""Sentences that tell a person how the query was understood."""

from collections.abc import Iterator, Sequence

from declass.search.compile import Options, content_words
from declass.search.query import All, Any, DateFilter, Loose, Node, Not, Word
from declass.search.vocabulary import Vocabulary

_RELAXED = "No page has enough of the words, so pages with any of them are shown."
_NO_DATES = "Pages without a date are left out by date filters; date:none lists them."


def notes_on(
    node: Node, vocabulary: Vocabulary, options: Options, languages: Sequence[str], *, found: bool = True
) -> list[str]:
    """What a person should know about this query on this archive.

    Args:
        found: whether any page matches.
    """
    notes = []
    nodes = list(_nodes(node, languages))
    if any(isinstance(n, DateFilter) and n.days for n in nodes):
        notes.append(_NO_DATES)
    notes.extend(_unknown(nodes, vocabulary, options, languages))
    return [*notes, _RELAXED] if options.relaxed and found else notes


def partly_covered(done: int, pages: int, pages_per_s: float | None) -> str:
    """That vectors are still being made, and how long the rest will take.

    Args:
        pages_per_s: the pace of the last run; None where it is not known.
    """
    left = f"{pages - done} are left"
    if pages_per_s:
        left += f", about {_duration((pages - done) / pages_per_s)} of `declass index --vectors`"
    made = f"Vectors are made for about {100 * done / pages:.0f} % of the pages ({left})"
    return f"{made}; the others were searched by words alone."


def _duration(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes} min" if minutes < 90 else f"{round(minutes / 60)} h"


def _unknown(
    nodes: Sequence[Node], vocabulary: Vocabulary, options: Options, languages: Sequence[str]
) -> Iterator[str]:
    for node in nodes:
        if (
            not isinstance(node, Word)
            or len(node.terms) != 1
            or node.prefix
            or node.distance
            or options.fuzzy
            or options.expand.get(node.terms[0])
        ):
            continue
        if not any(vocabulary.forms(node.terms[0], languages).values()):
            yield f"No page text has the word {node.raw!r}; {node.raw}~ also finds words one letter apart."


def _nodes(node: Node, languages: Sequence[str]) -> Iterator[Node]:
    yield node
    if isinstance(node, Loose):
        plain = [child for child in node.children if isinstance(child, Word)]
        yield from content_words(plain, languages)
        children: Sequence[Node] = [child for child in node.children if not isinstance(child, Word)]
    else:
        children = node.children if isinstance(node, All | Any) else ()
    for child in children:
        yield from () if isinstance(child, Not) else _nodes(child, languages)
