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
