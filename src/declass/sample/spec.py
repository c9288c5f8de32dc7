"""What to ask of the sample room: how many records, how damaged, how much withheld."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Noise:
    """How a page suffers between typewriter and scanner.

    Attributes:
        skew_deg: largest turn of the page, either way.
        blur_px: largest standard deviation of the blur, in pixels at 200 dpi.
        speckles_per_in2: dots of dirt a square inch.
        faintness: 0–1, how far the toner fades in places.
        copies: 0–1, chance that the strokes have thickened by copying.
        bleed: 0–1, darkness of the back page shining through.
        shadow: 0–1, chance of dark scanner edges, and of punch holes.
        clutter: 0–1, chance of each stamp, scribble and underline on a page.
        character_error: 0–1, share of characters the simulated OCR gets wrong.
        dropped_lines: 0–1, share of lines the simulated OCR skips.
        torn_lines: 0–1, share of lines of which it skips the first or last words.
        bilevel: scan to black and white (fax-like) rather than grey; None = by chance.
    """

    skew_deg: float = 0.4
    blur_px: float = 0.8
    speckles_per_in2: float = 2.0
    faintness: float = 0.25
    copies: float = 0.4
    bleed: float = 0.06
    shadow: float = 0.4
    clutter: float = 0.4
    character_error: float = 0.03
    dropped_lines: float = 0.01
    torn_lines: float = 0.0
    bilevel: bool | None = None

    @classmethod
    def at(cls, level: float) -> "Noise":
        """All kinds of damage at one level, 0 = a clean print, 1 = a poor copy of a copy.

        >>> Noise.at(0).character_error, Noise.at(1).character_error
        (0.0, 0.12)
        """
        if not 0 <= level <= 1:
            raise ValueError(f"noise level {level} is not within 0–1")
        return cls(
            skew_deg=1.2 * level,
            blur_px=2.6 * level,
            speckles_per_in2=40 * level**2,
            faintness=0.9 * level,
            copies=min(1.0, 1.2 * level),
            bleed=0.15 * level,
            shadow=min(1.0, 1.2 * level),
            clutter=min(1.0, 1.2 * level),
            character_error=0.12 * level**1.5,
            dropped_lines=0.06 * level,
            torn_lines=min(0.4, level),
        )


@dataclass(frozen=True, slots=True)
class Spec:
    """One sample, ready to be made.

    Attributes:
        seed: equal seeds give equal bytes in the same environment.
        records: how many records, at least 1.
        releases: days of the release rounds, ISO 8601, oldest first, two or more.
        noise: damage of the scans, one for all rounds.
        redaction_rate: 0–0.8, share of words withheld in the oldest round; later rounds withhold less.
        newly_hidden_share: 0–1, share of the withheld passages that only a later round hides.
        max_pages: longest record.
        dpi: resolution of the scans, 72–300.
        exhibits: 0–1, share of records with a form, a table, a map or a photograph behind them, and of wide
            boxes with a clerk's stamp across their edge; 0 leaves every other byte as it is.
        extras: make the odd files (broken, encrypted, duplicate, inventory …).
        word_boxes: write every word's box into ``pages.jsonl``.
    """

    seed: int = 7
    records: int = 60
    releases: tuple[str, ...] = ("1999-06-30", "2012-04-17", "2024-11-08")
    noise: Noise = field(default_factory=lambda: Noise.at(0.4))
    redaction_rate: float = 0.14
    newly_hidden_share: float = 0.12
    max_pages: int = 12
    dpi: int = 200
    exhibits: float = 0.0
    extras: bool = True
    word_boxes: bool = True

    def __post_init__(self) -> None:
        if self.records < 1 or self.max_pages < 1 or len(self.releases) < 2:
            raise ValueError("a sample needs at least one record, one page and two release rounds")
        if not 0 <= self.redaction_rate <= 0.8:
            raise ValueError(f"redaction rate {self.redaction_rate} is not within 0–0.8")
        if not 0 <= self.exhibits <= 1:
            raise ValueError(f"a share of exhibits of {self.exhibits} is not within 0–1")
        if not 72 <= self.dpi <= 300:
            raise ValueError(f"{self.dpi} dpi is not within 72–300")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was made.

    Attributes:
        folder: the sample's folder.
        records_folder: holds the files to add to an archive, and nothing else.
        truth_folder: holds the truth, as JSON Lines.
        records, files, pages: how many of each; files inside containers are counted.
        bytes_written: size of the files in ``records_folder``.
    """

    folder: Path
    records_folder: Path
    truth_folder: Path
    records: int
    files: int
    pages: int
    bytes_written: int
