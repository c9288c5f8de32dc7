"""A made-up agency whose records, scans and redactions have a known truth."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from declass.sample.spec import Manifest, Noise, Spec

if TYPE_CHECKING:
    from declass.sample.pairs import Pair

__all__ = ["Manifest", "Noise", "Spec", "generate", "make_pair"]


def generate(folder: Path, *, seed: int = 7, records: int = 60, spec: Spec | None = None) -> Manifest:
    """Make a sample of fictional records in ``folder`` (new or empty).

    Args:
        seed: equal seeds give equal bytes in the same environment.
        records: how many records; each is published two or three times.
        spec: everything else; its own seed and number of records give way to the arguments above.

    Raises:
        UsageError: the folder holds files.
        EngineError: reportlab, the extra ``[sample]``, is missing.
    """
    from declass.sample.generator import make_sample  # late: OpenCV and PDFium are slow to load

    return make_sample(folder, replace(spec or Spec(), seed=seed, records=records))


def make_pair(
    seed: int,
    noise: Noise | None = None,
    redaction_rate: float = 0.14,
    *,
    max_pages: int = 3,
    pdf: bool = False,
) -> "Pair":
    """Two releases of one record with what changed between them; see ``declass.sample.pairs``."""
    from declass.sample import pairs  # late, as above

    return pairs.make_pair(seed, noise, redaction_rate, max_pages=max_pages, pdf=pdf)
