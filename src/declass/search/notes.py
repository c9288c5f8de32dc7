"""Sentences that tell a person how the query was understood."""

from collections.abc import Iterator, Sequence

from declass.locale import translate as _
from declass.search.compile import Options, content_words
from declass.search.query import All, Any, DateFilter, FieldText, Loose, Node, Not, Phrase, Word
from declass.search.values import FacetCount
from declass.search.vocabulary import Vocabulary

_POOR_SHARE = 0.2  # of the pages in scope whose reading was judged; above it something may well be missed


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
        notes.append(_("Pages without a date are left out by date filters; date:none lists them."))
    if joined := [_spelt(n) for n in nodes if isinstance(n, Any) and n.beside]:
        said = _(
            "OR joins what stands right beside it: {joined}. "
            "Brackets join more: (loan AND interest) OR credit."
        )
        notes.append(said.format(joined=", ".join(joined)))
    if fields := _one_sided(nodes):
        said = _(
            "Fields hold for their side of OR only ({fields}); brackets make them hold for both sides: "
            "(strike OR huelga) AND after:1973."
        )
        notes.append(said.format(fields=", ".join(f"{field}:" for field in fields)))
    notes.extend(_unjudged(nodes, vocabulary))
    notes.extend(_unknown(nodes, vocabulary, options, languages))
    if options.relaxed and found:
        notes.append(_("No page has enough of the words, so pages with any of them are shown."))
    return notes


def partly_covered(done: int, pages: int, pages_per_s: float | None) -> str:
    """That vectors are still being made, and how long the rest will take.

    Args:
        pages_per_s: the pace of the last run; None where it is not known.
    """
    share, left = f"{100 * done / pages:.0f}", pages - done
    if not pages_per_s:
        said = _(
            "Vectors are made for about {share} % of the pages ({left} are left); the others were searched "
            "by words alone."
        )
        return said.format(share=share, left=left)
    said = _(
        "Vectors are made for about {share} % of the pages ({left} are left, about {time} of "
        "`declass index --vectors`); the others were searched by words alone."
    )
    return said.format(share=share, left=left, time=_duration(left / pages_per_s))


def words_alone(reason: str = "") -> str:
    """That meaning was not looked at, and why; "" = no page has vectors yet."""
    if not reason:
        return _("Searched by words alone: no page has vectors yet. `declass index --vectors` makes them.")
    return _("Searched by words alone: {reason}").format(reason=reason)


def poorly_read(counts: Sequence[FacetCount]) -> list[str]:
    """A warning where much of what was searched is read so badly that words may be missed in it.

    Args:
        counts: pages by quality of their text.
    """
    pages = {count.value: count.count for count in counts}
    poor, known = pages.get("poor", 0), sum(pages.values())
    if not known or poor < _POOR_SHARE * known:
        return []
    said = _(
        "{poor} of the {known} pages in scope whose reading is rated were read poorly "
        "(more than 1 wrong character in 10 expected): "
        "words may stand there in forms that were not found."
    )
    return [said.format(poor=poor, known=known)]


def _duration(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes} min" if minutes < 90 else f"{round(minutes / 60)} h"


def _spelt(node: Node) -> str:
    """The node as it might have been typed."""
    match node:
        case Word():
            return node.raw + ("*" if node.prefix else "~" if node.distance else "")
        case Phrase():
            return f'"{node.raw}"'
        case FieldText() | DateFilter():
            return f"{node.field if isinstance(node, FieldText) else node.relation}:…"
        case Not():
            return f"-{_spelt(node.child)}"
        case All() | Any() | Loose():
            between = " OR " if isinstance(node, Any) else " AND " if isinstance(node, All) else " "
            return f"({between.join(map(_spelt, node.children))})"
        case _:
            return "*"


def _one_sided(nodes: Sequence[Node]) -> list[str]:
    """Fields beside words on one side of an OR that has words alone on another: perhaps meant for both."""
    found: dict[str, None] = {}
    for node in nodes:
        sides = [_fields_and_words(child) for child in node.children] if isinstance(node, Any) else []
        if any(words and not fields for fields, words in sides):
            found.update(dict.fromkeys(field for fields, words in sides if words for field in fields))
    return list(found)


def _fields_and_words(side: Node) -> tuple[list[str], bool]:
    """The fields on a side of an OR, and whether anything else stands there."""
    parts = side.children if isinstance(side, All | Loose) else (side,)
    bare = [part.child if isinstance(part, Not) else part for part in parts]
    fields = [
        part.field if isinstance(part, FieldText) else part.relation
        for part in bare
        if isinstance(part, FieldText | DateFilter)
    ]
    return fields, len(fields) < len(bare)


def _unjudged(nodes: Sequence[Node], vocabulary: Vocabulary) -> Iterator[str]:
    """That a field was asked for which some pages were never looked at."""
    told = {
        "withheld": _(
            "Pages that were never looked at for withholdings are left out; withheld:none lists them."
        ),
        "disclosure": _(
            "Pages that were never compared with another release are left out; disclosure:none lists them."
        ),
        "quality": _("Pages whose reading was never rated are left out; quality:none lists them."),
    }
    asked = dict.fromkeys(n.field for n in nodes if isinstance(n, FieldText) and n.raw)
    for field in asked:
        if field in told and vocabulary.leaves_out(field):
            yield told[field]


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
            or options.together.get(node.terms[0])
        ):
            continue
        if not any(vocabulary.forms(node.terms[0], languages).values()):
            said = _("No page text has the word {word!r}; {word}~ also finds words one letter apart.")
            yield said.format(word=node.raw)


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
