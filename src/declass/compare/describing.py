"""What a record calls itself: its title and its kind, read from its first pages by rule."""

import re
from collections.abc import Sequence

from declass.compare.own import is_sheet

_SUBJECT = re.compile(
    r"^[ \t|*'\"“]{0,4}(?:SUBJECT|SUBJ|ASUNTO|ASSUNTO|TITLE)[ \t]{0,3}[:;=.—-]{1,2}[ \t]*(?P<rest>.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_NEXT_LABEL = re.compile(
    r"^\s*(?:REF|REFS|REFERENCES?|TAGS|E\.?O\.?|TO|FROM|DATE|PAGES|SUBJECTS?|DOCUMENT TYPE|ATTN|SOURCE)\b"
    r"|^\s*(?:\d{1,2}\.|[A-Z]\.)\B"
    r"|^\s*$|^\s*[A-Z][\w /]{2,24}:"
)
_TITLE_CHARS = 200
TITLED_PAGES = 3
"""First pages of a record on which its title is looked for."""

_KINDS: tuple[tuple[str, str], ...] = (
    ("routing sheet", r"ROUTING AND RECORD SHEET|ROUTING SLIP|TRANSMITTAL (?:SLIP|AND DOCUMENT RECEIPT)"),
    ("withdrawal sheet", r"WITHDRAWAL SHEET|NA FORM 14\d\d"),
    ("cable", r"\b[OPRZ]{1,2} \d{6}Z [A-Z]{3} \d\d|CLASSIFIED MESSAGE|MESSAGE FORM|\bSECSTATE\b"),
    ("cable", r"\bCITE [A-Z]{3,}"),
    ("cable", r"^\s*PAGE \d\d\s+[A-Z ]{3,10}\d{5}|\bTELEGRAM\b|\bCABLE\b.{0,12}SECRETARIAT|TELEGRAMA"),
    ("dispatch", r"^\W*D[I1l]SPATCH\b|DISPATCH (?:SYMBOL|NO)|PROCESSING ACTION"),
    ("airgram", r"^\W*AIRGRAM\b"),
    ("airtel", r"^\W*AIRTEL\b"),
    ("memorandum", r"MEMORANDUM|^\W*MEMO\b|MEMOR[AÁ]NDUM|MEMORANDO"),
    ("minutes", r"MINUTES OF|^\W*MINUTES\b|\bACTA DE\b"),
    ("report", r"INFORMATION REPORT|INTELLIGENCE (?:REPORT|BULLETIN|ESTIMATE)|^\W*REPORT\b|REPORT OF"),
    ("report", r"\bINFORME\b|RELAT[OÓ]RIO"),
    ("form", r"^\W*FORM (?:NO|\d)|(?:REQUEST|APPLICATION) FOR|NOTIFICATION OF"),
    ("letter", r"^\W*Dear |^\W*Estimad[oa]|^\W*Prezad[oa]|^\W*Sincerely"),
)  # fmt: skip
_RULES = tuple((kind, re.compile(rule, re.MULTILINE)) for kind, rule in _KINDS)


def kind_of(pages: Sequence[str]) -> str | None:
    """The kind of record, from its first page that is no identification sheet; None where no rule fits.

    Of several rules that fit, the one that fits nearest the head of the page decides.

    >>> kind_of(["SECRET\\n\\nMEMORANDUM FOR: Director\\nSUBJECT: Money\\n"])
    'memorandum'
    """
    for text in pages[:4]:
        if is_sheet(text):
            continue
        places = [
            (m.start(), order, kind) for order, (kind, rule) in enumerate(_RULES) if (m := rule.search(text))
        ]
        if places:
            return min(places)[2]
    return "identification sheet" if pages and is_sheet(pages[0]) else None


def title_of(pages: Sequence[str]) -> str | None:
    """The words after SUBJECT, SUBJ, TITLE or ASUNTO on one of the first three pages, up to 200 characters.

    >>> title_of(["SUBJ: PL-480 TITLE I: AGREEMENT\\n  FOR 1974\\nREF: LA PAZ 7697"])
    'PL-480 TITLE I: AGREEMENT FOR 1974'
    """
    for text in pages[:TITLED_PAGES]:
        for match in _SUBJECT.finditer(text):
            title = _run_on(match.group("rest"), text[match.end() + 1 :])
            if sum(c.isalpha() for c in title) >= 4:
                return title[:_TITLE_CHARS].rstrip()
    return None


def _run_on(first: str, below: str) -> str:
    """The subject's first line and the lines that go on with it."""
    lines = [first.strip()]
    following = below.split("\n", 4)[:4]
    if not lines[0]:
        following = [line for line in following if line.strip()][:3]
    for line in following:
        if _NEXT_LABEL.match(line):
            break
        lines.append(line.strip())
    return " ".join(" ".join(lines).split())
