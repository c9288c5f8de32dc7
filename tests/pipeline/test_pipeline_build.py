"""From a folder of fictional records to an archive: nothing lost, everything found again."""

from declass.archive.audit import verify_rows
from declass.archive.ledger import Ledger
from declass.archive.reconcile import compare
from declass.pipeline.indexing import open_index

STATES = {"read": {"read"}, "failed": {"failed"}, "unread": {"unread"}}


def files_by_name(space):
    digests = space.catalogue.accessions.digests()
    return {(a.released, a.name): d for d in digests for a in space.catalogue.accessions.of(d)}


def test_every_file_ends_in_the_state_the_truth_expects(space, small_sample):
    states = {d: space.catalogue.documents.get(d) for d in space.catalogue.accessions.digests()}
    by_digest = {file["sha256"]: file for file in small_sample.truth("files")}
    wrong = {
        by_digest[digest]["file"]: (document.state, document.reason)
        for digest, document in states.items()
        if digest in by_digest and document.state not in STATES[by_digest[digest]["expected"]]
    }
    assert wrong == {}
    imported = {digest for digest, file in by_digest.items() if file["kind"] == "inventory"}
    assert set(by_digest) - imported <= set(states)
    assert all(
        d.reason and d.remedy for d in states.values() if d.state in ("failed", "quarantined", "unread")
    )


def test_the_ledger_balances_and_every_row_has_its_run(space):
    ledger = Ledger(space.catalogue.database)
    report = ledger.report()
    assert report.imbalances == ()
    assert report.files.found == report.files.archived + report.files.refused
    assert report.pages.expected == report.pages.read + report.pages.failed + report.pages.unread
    assert list(verify_rows(space.catalogue.database)) == []
    assert all(fixity.ok for fixity in space.store.verify(space.catalogue.accessions.digests()))


def test_pages_are_read_with_their_words(space, small_sample):
    """The words of the truth that stand in the chosen text, over all pages, scans included."""
    truth = {(p["sha256"], p["page"]): p["text"] for p in _page_truth(small_sample)}
    met = wanted = 0
    for (digest, index), text in truth.items():
        page = space.catalogue.pages.get(digest, index, words=False)
        said = set((page.text.text if page and page.text else "").casefold().split())
        words = text.casefold().split()
        met, wanted = met + sum(word in said for word in words), wanted + len(words)
    assert wanted > 3000
    assert met / wanted > 0.8


def _page_truth(small_sample):
    digest = {file["file"]: file["sha256"] for file in small_sample.truth("files")}
    return [page | {"sha256": digest[page["file"]]} for page in small_sample.truth("pages")]


def test_files_are_grouped_under_their_records(space, small_sample):
    wrong, total = [], 0
    for file in small_sample.truth("files"):
        if file["expected"] != "read" or not file["records"]:
            continue
        said = {
            r.proposal.number.value
            for r in space.catalogue.records.of(file["sha256"])
            if r.proposal.probability >= 0.5
        }
        for record in file["records"]:
            total += 1
            if record["record"] not in said:
                wrong.append((file["file"], record["record"], sorted(said)))
    assert total >= 15
    assert len(wrong) <= 0.1 * total, wrong


def test_records_carry_a_date_and_say_whence(space, small_sample):
    truth = {row["record"]: row["edtf"] for row in small_sample.truth("dates") if row["role"] == "document"}
    said = {r.number: r for r in space.catalogue.records.all()}
    right = [
        number
        for number, date in truth.items()
        if number in said and (said[number].date or "").startswith(date[:10])
    ]
    assert len(right) >= 0.8 * len(truth)
    assert all(said[number].date_reason for number in right)


def test_the_publishers_list_is_held_against_the_archive(space, small_sample):
    (listed,) = space.catalogue.inventories.all()
    held = compare(space.catalogue.database, listed)
    assert held.present > 10
    assert held.absent, "the sample's list names files that are not there"
    rows = space.catalogue.inventories.rows(listed.id)
    assert any(row.extra for row in rows), "unknown columns are kept"


def test_pages_can_be_searched_by_word_field_and_date(space):
    index = open_index(space)
    assert index.search("harbour OR harbor OR customs OR dock").total > 0
    everything = index.search("*", facets=("collection", "released", "language", "type"))
    assert everything.total == len(index)
    assert {f.value for f in everything.facets["collection"]} == {"Coastal Inquiry"}
    assert index.search('* collection:"Coastal Inquiry" released:2012').total < everything.total


def test_the_format_of_a_file_is_no_type_of_record(space):
    index = open_index(space)
    kinds = index.search("*", facets=("type",)).facets["type"]
    assert kinds, "the sample's records have types"
    assert not [kind.value for kind in kinds if "/" in kind.value]
    assert index.search("* type:none").total > 0


def test_what_came_out_of_a_container_names_it(space, small_sample):
    inside = [f for f in small_sample.truth("files") if f["container"]]
    assert inside
    for file in inside:
        (arrival,) = space.catalogue.accessions.of(file["sha256"])
        container = space.catalogue.accessions.of(arrival.container)[0]
        assert container.name == file["container"].split("/")[-1]
        assert (arrival.collection, arrival.released) == (container.collection, container.released)
