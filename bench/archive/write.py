"""How many one-page documents a second the catalogue takes in, in groups of 50 a commit."""

import argparse
import hashlib
import tempfile
import time
from pathlib import Path

from declass.archive.catalogue import Catalogue
from declass.archive.values import Arrival, DocumentResult, PageResult
from declass.model.anchor import Digest
from declass.model.date import PartialDate
from declass.model.page import PageText
from declass.model.record import RecordNumber

TEXT = (
    "SECRET 111830Z SEP 73 CITE SANTIAGO 562\n" * 250
)  # 10,000 characters, as the JFK texts have on average


def result(digest: Digest) -> DocumentResult:
    layer = PageText(TEXT + digest, "embedded", "text", "1")
    page = PageResult(0, layers=(layer,), chosen=0, chosen_reason="the only text", language="en")
    number = RecordNumber("rif", f"104-{digest[:12]}", digest[:12], "page", 0, 0, 12)
    dates = tuple(
        (0, PartialDate("1973-09-11T18:30Z", 40 * n + 7, 40 * n + 21, "111830Z SEP 73")) for n in range(5)
    )
    return DocumentResult(
        digest,
        "read",
        media_type="text/plain",
        pages_expected=1,
        pages=(page,),
        numbers=(number,),
        dates=dates,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=13_680)
    parser.add_argument("--group", type=int, default=50)
    count, group = (options := parser.parse_args()).documents, options.group
    digests = [Digest(hashlib.sha256(str(n).encode()).hexdigest()) for n in range(count)]
    with tempfile.TemporaryDirectory() as folder, Catalogue(Path(folder) / "catalogue.sqlite") as catalogue:
        batch = catalogue.accessions.begin_batch("bench")
        runs = [catalogue.runs.begin(step, "1") for step in ("read", "numbers", "dates")]

        start = time.perf_counter()
        for n in range(0, count, group):
            arrivals = [Arrival(d, len(TEXT), f"{d}.txt", "bench") for d in digests[n : n + group]]
            catalogue.accessions.record(batch, arrivals)
        print(f"accessions: {count / (time.perf_counter() - start):,.0f} a second")

        for how in ("write_documents", "write_document in a transaction"):
            start = time.perf_counter()
            while claimed := catalogue.documents.claim(group):
                some = [result(pending.digest) for pending in claimed]
                if how == "write_documents":
                    catalogue.write_documents(some, runs)
                else:
                    with catalogue.transaction():
                        for one in some:
                            catalogue.write_document(one, runs)
            print(f"{how}: {count / (time.perf_counter() - start):,.0f} documents a second")
            catalogue.documents.retry(("read",))
        size = (Path(folder) / "catalogue.sqlite").stat().st_size
        print(f"catalogue: {size / count:,.0f} bytes a document, {len(TEXT)} of them text")


if __name__ == "__main__":
    main()
