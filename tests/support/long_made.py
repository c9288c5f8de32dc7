"""Files of several scanned pages, such as many processes share."""

import io

import pikepdf

from read_made import add_page, lines, saved
from redacted_made import BAR, TYPE, paper


def file_of(pages=10, damaged=(6,), lost=()):
    """A cover with words left under a bar and a code, scans with a bar burnt in, and files attached.

    Args:
        damaged: 0-based pages of no size, which are read all the same.
        lost: pages of a size that nobody can read.
    """
    with pikepdf.new() as pdf:
        add_page(pdf, TYPE + BAR + lines(["EXEMPTIONS: (b)(1), E.O. 13526 3.3(b)(1)"], y=600))
        for number in range(1, pages):
            words = lines([f"Page {number} of the report on the harbour strike, 4 May 1975."], y=650)
            width, height = (0, 0) if number in damaged else (612, 792)
            box = (0, 0, 90_000_000 if number in lost else width, height)
            bar = (200, 200 + 20 * number, 420, 236 + 20 * number)
            drawn = b"q 612 0 0 792 0 0 cm /Scan Do Q 3 Tr " + words
            add_page(pdf, drawn, mediabox=box, images={"Scan": paper(bar)})
        pdf.docinfo["/Title"] = "Debriefing of HARROW"
        pdf.attachments["annex.txt"] = b"HARROW came back in June."
        pdf.attachments["list.csv"] = b"number,title\n1,The harbour\n"
        return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def frames(count=6):
    """A scan of several frames, as fax servers keep them."""
    out = io.BytesIO()
    first, *others = (paper((200, 200 + 30 * n, 420, 236 + 30 * n)) for n in range(count))
    first.save(out, "TIFF", save_all=True, append_images=others, dpi=(100, 100))
    return out.getvalue()
