"""Writes the records: header, numbered paragraphs, sections and signatures, in the manner of each kind."""

import random
import unicodedata
from dataclasses import replace

from declass.sample import world
from declass.sample.chance import chance
from declass.sample.drafts import Draft, citation
from declass.sample.phrases import COMMON, LEADS, OPENERS, TAILS, TOPICS
from declass.sample.pieces import Piece, expand, plain, split
from declass.sample.records import Block, Kind, Record, Reference
from declass.sample.slots import Printed, Slots, long_day

_WORDS = {
    "cable": (80, 560),
    "memorandum": (160, 900),
    "letter": (120, 520),
    "dispatch": (200, 1000),
    "report": (900, 4800),
}
_WORDS_PER_PAGE = 330
_SECTIONS = {
    "en": (
        "Summary",
        "Background",
        "The persons concerned",
        "Means and money",
        "What is not known",
        "Outlook",
    ),
    "es": ("Resumen", "Antecedentes", "Las personas", "Medios y dinero", "Lo que no se sabe", "Perspectivas"),
    "pt": ("Resumo", "Antecedentes", "As pessoas", "Meios e dinheiro", "O que não se sabe", "Perspetivas"),
}
_OPENINGS = {
    "en": "Dear {officer}:",
    "es": "Estimado señor {officer}:",
    "pt": "Prezado senhor {officer}:",
}
_CLOSINGS = {"en": "Sincerely yours,", "es": "Lo saluda atentamente,", "pt": "Com os melhores cumprimentos,"}
_TAGS = ("PORT", "LABR", "EFIS", "PINS", "ECOM", "TRAD")


class Writer:
    """Writes one draft.

    Args:
        seed: of the sample.
        draft: what to write.
        earlier: drafts of earlier date, which it may cite.
        max_pages: no text longer than this is begun.
    """

    def __init__(self, seed: int, draft: Draft, earlier: list[Draft], max_pages: int) -> None:
        self.draft = draft
        self.rng = chance(seed, "write", draft.index)
        self.max_words = (max_pages - 0.6) * _WORDS_PER_PAGE
        self.known = {d.cite: d.number.value for d in earlier}
        cited = self._cited(earlier)
        self.header_refs = cited[:2] if draft.kind in ("cable", "dispatch", "memorandum") else []
        self.slots = Slots(self.rng, draft.cast, draft.language, draft.day, cited[len(self.header_refs) :])
        self.title = self.rng.choice(draft.topic.titles[draft.language])
        self.blocks: list[Block] = []

    def _cited(self, earlier: list[Draft]) -> list[str]:
        near = [d.cite for d in earlier if d.topic is self.draft.topic][-6:]
        other = [d.cite for d in earlier if d.topic is not self.draft.topic][-12:]
        chosen = self.rng.sample(near, min(len(near), self.rng.randint(1, 3)))
        if other and self.rng.random() < 0.2:
            chosen.append(self.rng.choice(other))
        chosen += [self._absent() for _ in range(self.rng.choice((0, 0, 1, 1, 2)))]
        self.rng.shuffle(chosen)
        return list(dict.fromkeys(chosen))

    def _absent(self) -> str:
        """A citation of a record that no sample holds: odd serials are never given out."""
        kinds: tuple[Kind, ...] = ("cable", "cable", "dispatch", "report", "memorandum")
        post = self.rng.choice(world.POSTS)
        return citation(self.rng.choice(kinds), post, self.draft.day, self.rng.randrange(101, 4999, 2))

    def line(self, template: str, role: str = "line", space_pt: float = 0.0) -> None:
        """A line of its own, with its slots filled."""
        pieces = split(expand(template, self.rng, self.slots))
        self.blocks.append(Block(role, tuple(pieces), space_pt))

    def paragraph(self, label: str, sentences: list[str]) -> int:
        """A paragraph; returns its number of words."""
        pieces = [Piece(label)] if label else []
        for number, sentence in enumerate(sentences):
            mentions = 1 + max((p.mention for p in pieces), default=-1)
            pieces += split(expand(sentence, self.rng, self.slots), number, mentions)
        self.blocks.append(Block("para", tuple(pieces), 9.0))
        return len(pieces)

    def body(self, numbered: bool, sections: bool = False) -> None:
        """Paragraphs up to the length drawn for the kind."""
        low, high = _WORDS[self.draft.kind]
        goal = min(self.rng.triangular(low, high, low + (high - low) / 4), self.max_words)
        pool = _Sentences(self.rng, self.draft)
        written = number = 0
        headings = list(_SECTIONS[self.draft.language]) if sections else []
        while written < goal:
            if headings and number % 4 == 0:
                self.line(headings.pop(0), "heading", 12.0)
            number += 1
            label = f"{number}." if numbered else ""
            written += self.paragraph(label, pool.take(self.rng.randint(2, 5)))

    def record(self) -> Record:
        """The finished record."""
        {
            "cable": self._cable,
            "memorandum": self._memorandum,
            "report": self._report,
            "letter": self._letter,
            "dispatch": self._dispatch,
        }[self.draft.kind]()
        capitals = self.draft.kind == "cable"
        blocks = tuple(_capitals(b) for b in self.blocks) if capitals else tuple(self.blocks)
        used = self.header_refs + self.slots.used
        own, *mentions = self.slots.dates if self.draft.kind == "cable" else self._dates()
        return Record(
            number=self.draft.number,
            kind=self.draft.kind,
            language=self.draft.language,
            topic=self.draft.topic.key,
            title=self.title,
            edtf=own.edtf,
            post=self.draft.post.name,
            cite=self.draft.cite,
            classification=self.rng.choice(("SECRET", "SECRET", "CONFIDENTIAL", "TOP SECRET")),
            blocks=blocks,
            references=tuple(Reference(_cased(c, capitals), self.known.get(c)) for c in used),
            dates=(own, *(replace(m, raw=_cased(m.raw, capitals)) for m in mentions)),
            people=self.draft.cast.people + self.draft.cast.officers,
        )

    def _dates(self) -> list[Printed]:
        return sorted(self.slots.dates, key=lambda d: d.role != "document")

    def _dated(self, american: bool = False) -> str:
        raw = long_day(self.draft.day, self.draft.language, american)
        self.slots.dates.append(Printed(raw, self.draft.day.isoformat(), "document"))
        return raw

    def _references(self, label: str) -> None:
        for letter, cited in zip("ABCDE", self.header_refs, strict=False):
            head = label if letter == "A" else " " * len(label)
            mark = f"{letter}. " if len(self.header_refs) > 1 else ""
            self.line(f"{head} {mark}{cited}")

    def _cable(self) -> None:
        d = self.draft
        raw = f"{d.day.day:02d}{d.minute // 60:02d}{d.minute % 60:02d}Z {d.day:%b} {d.day:%y}".upper()
        edtf = f"{d.day.isoformat()}T{d.minute // 60:02d}:{d.minute % 60:02d}Z"
        self.slots.dates.insert(0, Printed(raw, edtf, "document"))
        precedence = self.rng.choice("ROP")
        info = self.rng.sample([p.name for p in world.POSTS if p is not d.post], 2)
        if d.number.scheme == "state":
            self.line(f"{precedence} {raw}")
            self.line(f"FM CONSULATE {d.post.name}")
            self.line(f"TO SECHARBOURS HQ {self.rng.choice(('PRIORITY', 'IMMEDIATE'))} {3 * d.serial + 1}")
            self.line(f"INFO CONSULATE {info[0]}")
            self.line(f"C O N F I D E N T I A L {d.post.name} {d.serial:05d}", space_pt=8)
            self.line("E.O. 901: GDS")
            self.line(f"TAGS: {', '.join(self.rng.sample(_TAGS, 2))}, {d.post.country[:2]}")
        else:
            self.line(f"{precedence} {raw} STAFF")
            self.line(f"CITE {d.post.name} {d.serial}")
            self.line(f"TO: PRIORITY DIRECTOR INFO {info[0]}, {info[1]}.")
            self.line("{asset}", space_pt=8)
        self.line(f"SUBJ: {self.title}")
        self._references("REF:")
        self.body(numbered=True)
        self.line("File: {asset}. <No foreign dissem.|E2 IMPDET.|Decontrol on year's end.>", space_pt=10)

    def _memorandum(self) -> None:
        d = self.draft
        self.line(self._dated(), "right")
        self.line(
            f"MEMORANDUM FOR: Chief, {self.rng.choice(('Harbours', 'Charts', 'Signals'))} Division",
            space_pt=14,
        )
        self.line("FROM: {officer}", space_pt=4)
        self.line(f"SUBJECT: {self.title}", space_pt=4)
        self.line(f"NUMBER: {d.cite.removeprefix('memorandum ')}", space_pt=4)
        self._references("REFERENCE:")
        self.body(numbered=True)
        self.line("{officer}", "sign", 24)

    def _report(self) -> None:
        self.line(world.AGENCY, "center")
        self.line(f"Report {self.draft.cite}", "center", 4)
        self.line(self._dated(), "center", 4)
        self.line(self.title, "center", 18)
        self.body(numbered=False, sections=True)

    def _letter(self) -> None:
        self.line(f"{world.DEPARTMENT}, {self.draft.post.name}", "center")
        self.line(self._dated(american=True), "right", 14)
        self.line(f"No. {self.draft.cite.removeprefix('letter ')}", space_pt=8)
        self.line(_OPENINGS[self.draft.language], space_pt=14)
        self.body(numbered=False)
        self.line(_CLOSINGS[self.draft.language], "sign", 14)
        self.line("{officer}", "sign", 24)

    def _dispatch(self) -> None:
        self.line("DISPATCH", "heading")
        self.line("TO: Chief, Harbours Division", space_pt=8)
        self.line(f"FROM: Chief of Station, {self.draft.post.name}")
        self.line(f"DISPATCH NUMBER: {self.draft.cite}")
        self.line(f"DATE: {self._dated()}")
        self.line(f"SUBJECT: {self.title} / {{asset}}")
        self._references("REFERENCES:")
        self.body(numbered=True)
        self.line("{officer}", "sign", 24)


class _Sentences:
    """Deals out sentences, most of the topic, none twice before all are used, most of them dressed up."""

    def __init__(self, rng: random.Random, draft: Draft) -> None:
        self.rng = rng
        self.language = draft.language
        others = tuple(s for t in TOPICS if t is not draft.topic for s in t.sentences[draft.language])
        self.sources = (draft.topic.sentences[draft.language], COMMON[draft.language], others)
        self.hands: list[list[str]] = [list(self._shuffled(source)) for source in self.sources]

    def _shuffled(self, source: tuple[str, ...]) -> list[str]:
        return self.rng.sample(source, len(source))

    def take(self, count: int) -> list[str]:
        return [self._one(self.rng.choices((0, 1, 2), (70, 24, 6))[0]) for _ in range(count)]

    def _one(self, which: int) -> str:
        if not self.hands[which]:  # a long record turns to other affairs before it repeats itself
            which = 2 if self.hands[2] and self.rng.random() < 0.5 else which
        if not self.hands[which]:
            self.hands[which] = self._shuffled(self.sources[which])
        return self._dressed(self.hands[which].pop())

    def _dressed(self, sentence: str) -> str:
        """The sentence with a lead, a tail, both or neither."""
        if self.rng.random() < 0.5:
            sentence = sentence[:-1] + self.rng.choice(TAILS[self.language]) + "."
        if sentence.split()[0] in OPENERS and self.rng.random() < 0.4:
            sentence = self.rng.choice(LEADS[self.language]) + sentence[0].lower() + sentence[1:]
        return sentence


def _cased(text: str, capitals: bool) -> str:
    return telegraphic(text) if capitals else text


def telegraphic(text: str) -> str:
    """Capitals without accents, as a teleprinter has them.

    >>> telegraphic("Año de señales")
    'ANO DE SENALES'
    """
    opened = unicodedata.normalize("NFD", text.upper())
    return "".join(c for c in opened if not unicodedata.combining(c)).replace("’", "'")


def _capitals(block: Block) -> Block:
    return replace(block, pieces=tuple(replace(p, text=telegraphic(p.text)) for p in block.pieces))


def compose(seed: int, plans: list[Draft], max_pages: int) -> list[Record]:
    """The records of the drafts, each citing only earlier ones."""
    return [Writer(seed, draft, plans[:i], max_pages).record() for i, draft in enumerate(plans)]


def text_of(record: Record) -> str:
    """The record's whole text, a line for each block."""
    return "\n".join(plain(block.pieces) for block in record.blocks)
