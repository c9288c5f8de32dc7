"""Pages are written, replaced, deleted, and found as a person would expect."""

import hashlib
import json
import os
import subprocess
import sys
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tantivy import Query

from declass.errors import ArchiveError, QueryError, UsageError
from declass.search import FACETS, FacetCount, Index, PageEntry
from declass.search.compile import Options
from declass.search.query import parse
from declass.search.ranking import count, plan_for, tally


def digest(name):
    return hashlib.sha256(name.encode()).hexdigest()


def page(name, text, number=0, **card):
    return PageEntry(digest(name), number, text, file=f"{name}.pdf", **card)


PAGES = [
    page(
        "harbor",
        "R 111830Z MAR 61\nSUBJ: STRIKE OF DOCK WORKERS\n\nThe strike of the dock began at Puerto Alba.",
        language="en",
        collection="Alba Papers",
        agency="State",
        type="telegram",
        record="1961ALBA00012",
        date="1961-03-11",
        released="1999",
    ),
    page(
        "council",
        "MEMORANDUM\nThe council discussed payments to the newspaper El Faro and paid nothing.",
        language="en",
        collection="Alba Papers",
        agency="CIA",
        type="memorandum",
        record="104-00001-10001",
        date="1961-04",
        released="1999-06-30",
        title="Minutes of the harbor council",
    ),
    page(
        "carta",
        "La nacionalización de las minas fue decidida en la reunión de los ministros.",
        language="es",
        collection="Papeles de Alba",
        agency="State",
        type="letter",
        date="1961~",
        released="2014",
    ),
    page(
        "cabo",
        "LA NACIONALIZACION DE LAS MINAS SIGUE SIN FECHA. LOS MINISTROS CALLAN.",
        language="es",
        collection="Papeles de Alba",
        agency="State",
        type="telegram",
        date="1962-01-05",
    ),
    page(
        "oficio",
        "As eleições foram adiadas; a eleição será em março, segundo a declaração do ministro.",
        language="pt",
        collection="Papeles de Alba",
        type="letter",
        date="197X",
    ),
    page(
        "notes",
        "An anti-\nAmerican crowd; new informa-\ntion on the oﬃce of Col. Brandt. ALVARFZ was seen.",
        language="en",
    ),
]


def filled(path, pages=PAGES):
    index = Index.create(path)
    with index.writer(heap_bytes=30_000_000, threads=1) as writer:
        for entry in pages:
            writer.replace(entry.digest, [entry])
    return index


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("search") / "index")


def files(results):
    return [hit.file.removesuffix(".pdf") for hit in results.hits]


ANSWERS = [
    pytest.param("strike", ["harbor"], id="word"),
    pytest.param("STRIKE", ["harbor"], id="capitals"),
    pytest.param("striking", ["harbor"], id="another form of the word"),
    pytest.param("nacionalizacion", ["cabo", "carta"], id="Spanish without accents"),
    pytest.param("nacionalizaciones", ["cabo", "carta"], id="Spanish plural finds capitals"),
    pytest.param("ministro", ["cabo", "carta", "oficio"], id="Spanish singular"),
    pytest.param("eleição", ["oficio"], id="Portuguese"),
    pytest.param("declarações", ["oficio"], id="Portuguese plural"),
    pytest.param("information", ["notes"], id="word broken at a line end"),
    pytest.param("american", ["notes"], id="second half of a hyphenation"),
    pytest.param("anti-american", ["notes"], id="hyphenated word"),
    pytest.param("office", ["notes"], id="ligature"),
    pytest.param('"new information on"', ["notes"], id="phrase over a line end"),
    pytest.param('"paid payments"', [], id="phrase in the wrong order"),
    pytest.param('"council payments"~1', ["council"], id="phrase with a gap"),
    pytest.param('"council payments"', [], id="phrase without the gap"),
    pytest.param("newsp*", ["council"], id="prefix"),
    pytest.param("alvarez~", ["notes"], id="fuzzy"),
    pytest.param("alvarez", [], id="not fuzzy"),
    pytest.param("strike OR council", ["council", "harbor"], id="or"),
    pytest.param("strike AND council", [], id="and"),
    pytest.param("(strike OR council) AND paid", ["council"], id="brackets"),
    pytest.param("minas -callan", ["carta"], id="minus"),
    pytest.param("minas NOT lang:es", [], id="not a field"),
    pytest.param("-lang:es -lang:pt", ["council", "harbor", "notes"], id="only exclusions"),
    pytest.param("agency:state", ["cabo", "carta", "harbor"], id="agency"),
    pytest.param('collection:"alba papers"', ["council", "harbor"], id="collection"),
    pytest.param("collection:alba", ["cabo", "carta", "council", "harbor", "oficio"], id="collection word"),
    pytest.param('collection:="Alba Papers"', ["council", "harbor"], id="exact collection"),
    pytest.param('collection:="Alba"', [], id="exact collection needs all of it"),
    pytest.param("collection:none", ["notes"], id="no collection"),
    pytest.param("type:telegram lang:es", ["cabo"], id="two fields"),
    pytest.param("record:104-00001-10001", ["council"], id="record number"),
    pytest.param("record:104-00001*", ["council"], id="record prefix"),
    pytest.param("record:1961alba*", ["harbor"], id="record prefix in one piece"),
    pytest.param("file:harbor.pdf", ["harbor"], id="file"),
    pytest.param("title:harbor", ["council"], id="title"),
    pytest.param('title:="harbor council"', ["council"], id="titles know no exact value"),
    pytest.param("agency:*", ["cabo", "carta", "council", "harbor"], id="any agency"),
    pytest.param("lang:ES", ["cabo", "carta"], id="language in capitals"),
    pytest.param("date:1961", ["carta", "council", "harbor"], id="year"),
    pytest.param("date:1961-03", ["carta", "harbor"], id="month that a vaguer date may fall in"),
    pytest.param("after:1961-04", ["cabo", "carta", "council", "oficio"], id="after, from the first day"),
    pytest.param("before:1961-04", ["carta", "harbor"], id="before ends the day before"),
    pytest.param("before:1961-04-02", ["carta", "council", "harbor"], id="before within a month"),
    pytest.param("after:1961-04 before:1962", ["carta", "council"], id="between"),
    pytest.param("date:1961-12/1962-02", ["cabo", "carta"], id="interval"),
    pytest.param("date:none", ["notes"], id="undated"),
    pytest.param("released:1999", ["council", "harbor"], id="released"),
    pytest.param("released:1999-01", ["harbor"], id="released in a month"),
    pytest.param("released:none", ["cabo", "notes", "oficio"], id="never released"),
    pytest.param("*", ["cabo", "carta", "council", "harbor", "notes", "oficio"], id="everything"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), ANSWERS)
def test_a_query_finds_the_pages_it_means(index, query, expected):
    results = index.search(query)
    assert sorted(files(results)) == expected
    assert results.total == len(expected)


def test_a_hit_carries_its_card_and_marks_its_words(index):
    (hit,) = index.search("ministros minas lang:es before:1962").hits
    assert (hit.digest, hit.page, hit.entry.language, hit.entry.agency) == (digest("carta"), 0, "es", "State")
    assert (hit.entry.date, hit.entry.released, hit.entry.type, hit.entry.collection) == (
        "1961~",
        "2014",
        "letter",
        "Papeles de Alba",
    )
    assert [hit.text[s.start : s.end] for s in hit.spans] == ["minas", "ministros"]
    assert [hit.snippet[m.start : m.end] for m in hit.marks] == ["minas", "ministros"]


def test_all_words_of_a_page_count_more_than_some(tmp_path):
    index = filled(
        tmp_path / "i",
        [
            page("some", "harbor strike harbor strike harbor strike " * 3),
            page(
                "all",
                "a report on the weather, the harbor, the strike, and in the end the mayor of the town",
            ),
            page("none", "nothing of the kind"),
        ],
    )
    assert files(index.search("harbor strike mayor"))[0] == "all"


def test_a_question_is_answered_though_no_page_has_all_its_words(index):
    assert files(index.search("what did the council say about secret payments to newspapers"))[0] == "council"


def test_when_no_page_has_enough_words_any_of_them_will_do_and_a_note_says_so(index):
    results = index.search("strike zebra")
    assert files(results) == ["harbor"]
    assert any("any of them" in note for note in results.notes)
    assert any("'zebra'" in note for note in results.notes)


def test_the_subject_line_speaks_for_the_following_pages(tmp_path):
    first = page("file", "SUBJ: WHEAT SHORTAGE\n\n1. Bread is dear in the capital.")
    second = page("file", "2. Bread is dear in the provinces too.", 1)
    other = page("other", "Bread is dear everywhere. No wheat, no shortage; wheat shortage.")
    index = Index.create(tmp_path / "i")
    with index.writer(threads=1) as writer:
        writer.replace(first.digest, [first, second])
        writer.replace(other.digest, [other])
    assert index.search("wheat shortage provinces").hits[0].page == 1


def test_stop_words_do_not_rank_but_can_be_searched_as_a_phrase(index):
    assert files(index.search("the of strike")) == ["harbor"]
    assert files(index.search('"of the dock"')) == ["harbor"]
    assert "council" in files(index.search("the"))


def test_everything_can_be_fuzzy(index):
    assert files(index.search("brundt", fuzzy=True)) == ["notes"]
    assert files(index.search("brundt")) == []


def test_words_can_be_given_further_wordings(index):
    hits = index.search("mines", expand={"mines": ["minas"], "elections": ["as eleições"]}).hits
    assert sorted(hit.file for hit in hits) == ["cabo.pdf", "carta.pdf"]
    assert all(hit.text[hit.spans[0].start : hit.spans[0].end].lower() == "minas" for hit in hits)
    (portuguese,) = index.search("elections", expand={"elections": ["as eleições"]}).hits
    assert portuguese.entry.language == "pt"


def test_facets_count_the_matching_pages(index):
    facets = index.search("*", facets=FACETS).facets
    assert facets["collection"] == [FacetCount("Papeles de Alba", 3), FacetCount("Alba Papers", 2)]
    assert facets["language"] == [FacetCount("en", 3), FacetCount("es", 2), FacetCount("pt", 1)]
    assert facets["decade"] == [FacetCount("1960s", 4), FacetCount("1970s", 1)]
    years = index.search("*", facets=["year"]).facets["year"]
    assert sum(year.count for year in years) == sum(decade.count for decade in facets["decade"])
    assert all(year.value[:3] + "0s" in {decade.value for decade in facets["decade"]} for year in years)
    assert index.search("minas", facets=["type"]).facets == {
        "type": [FacetCount("letter", 1), FacetCount("telegram", 1)]
    }


def test_a_record_of_no_later_than_a_year_is_counted_in_none(tmp_path):
    pages = [page("open", "a strike", date="../1953"), page("known", "a strike", date="1961")]
    facets = filled(tmp_path / "i", pages).search("strike", facets=["year"]).facets
    assert facets["year"] == [FacetCount("1961", 1)]


def test_dates_order_hits_both_ways_with_undated_pages_last(index):
    assert files(index.search("*", sort="date")) == ["carta", "harbor", "council", "cabo", "oficio", "notes"]
    assert files(index.search("*", sort="-date")) == ["oficio", "cabo", "council", "harbor", "carta", "notes"]


def test_filters_alone_list_the_oldest_first(index):
    assert files(index.search("lang:en")) == ["harbor", "council", "notes"]


@pytest.mark.parametrize("bad", [{"limit": -1}, {"offset": -1}, {"sort": "size"}, {"facets": ["colour"]}])
def test_a_senseless_request_is_a_usage_error(index, bad):
    with pytest.raises(UsageError):
        index.search("strike", **bad)


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """Sixty pages alike in every word, so that only the tie-break orders them."""
    pages = [page(f"copy{n}", "the same telegram about the strike", date="1961") for n in range(60)]
    return filled(tmp_path_factory.mktemp("copies") / "index", pages)


@pytest.mark.parametrize(
    ("query", "sort"), [("strike", "relevance"), ("strike", "date"), ("*", "-date"), ("*", "relevance")]
)
def test_windows_of_tied_pages_never_overlap_and_leave_none_out(copies, query, sort):
    seen = [
        hit.digest
        for at in range(0, 60, 7)
        for hit in copies.search(query, limit=7, offset=at, sort=sort).hits
    ]
    assert seen == sorted(digest(f"copy{n}") for n in range(60))
    assert [hit.digest for hit in copies.scan(query, sort=sort)] == seen


def test_a_window_beyond_the_end_is_empty_and_still_counts(copies):
    results = copies.search("strike", offset=1000)
    assert (results.total, results.hits) == (60, ())
    assert copies.search("strike", limit=0).total == 60


def test_indexing_the_same_again_changes_nothing(tmp_path):
    index = filled(tmp_path / "i")
    before = [(hit.file, hit.spans) for hit in index.scan("*")]
    with index.writer(threads=1) as writer:
        for _ in range(2):
            for entry in PAGES:
                writer.replace(entry.digest, [entry])
    assert len(index) == len(PAGES)
    assert [(hit.file, hit.spans) for hit in index.scan("*")] == before


def test_replacing_takes_pages_out_that_are_no_longer_there(tmp_path):
    index = Index.create(tmp_path / "i")
    with index.writer(threads=1) as writer:
        writer.replace(digest("a"), [page("a", f"page {n} strike", n) for n in range(3)])
        writer.commit()
        assert index.pages_of(digest("a")) == 3
        assert writer.replace(digest("a"), iter([page("a", "only page")])) == 1
    assert len(index) == 1
    assert index.search("strike").total == 0


def test_deleting_takes_an_original_out_and_is_harmless_twice(tmp_path):
    index = filled(tmp_path / "i")
    with index.writer(threads=1) as writer:
        writer.delete(digest("harbor"))
        writer.delete(digest("harbor"))
        writer.delete(digest("unknown"))
    assert len(index) == len(PAGES) - 1
    assert index.search("file:harbor").total == 0


def test_a_page_of_another_original_is_refused(tmp_path):
    index = Index.create(tmp_path / "i")
    with pytest.raises(ValueError, match="belongs to"), index.writer(threads=1) as writer:
        writer.replace(digest("a"), [page("b", "x")])
    assert len(index) == 0


def test_an_error_while_writing_leaves_the_old_state(tmp_path):
    index = filled(tmp_path / "i")

    def entries():
        yield page("new", "strike")
        raise OSError("the next page cannot be read")

    def write():
        with index.writer(threads=1) as writer:
            writer.delete(digest("harbor"))
            writer.replace(digest("new"), entries())

    with pytest.raises(OSError, match="next page"):
        write()
    assert files(Index.open(tmp_path / "i").search("strike")) == ["harbor"]


KILLED = """
import os, sys
from pathlib import Path
from declass.search import Index, PageEntry
index = Index.open(Path(sys.argv[1]))
writer = index.writer(heap_bytes=30_000_000, threads=1)
writer.delete(sys.argv[2])
for n in range(3000):
    writer.replace(f"{n:064x}", [PageEntry(f"{n:064x}", 0, "strike " * 500)])
os._exit(9)
"""


def test_a_killed_writer_leaves_the_old_state_and_no_lock(tmp_path):
    filled(tmp_path / "i")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "i"), digest("harbor")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert done.returncode == 9
    index = Index.open(tmp_path / "i")
    assert files(index.search("strike")) == ["harbor"]
    with index.writer(threads=1) as writer:
        writer.delete(digest("harbor"))
    assert index.search("strike").total == 0


def test_a_writer_with_too_little_memory_takes_what_it_needs(tmp_path):
    index = Index.create(tmp_path / "i")
    with index.writer(heap_bytes=1, threads=1) as writer:
        writer.replace(PAGES[0].digest, PAGES[:1])
    assert len(index) == 1


def test_only_one_writer_at_a_time(tmp_path):
    index = filled(tmp_path / "i")
    with index.writer(threads=1), pytest.raises(ArchiveError, match="cannot be written"):
        Index.open(tmp_path / "i").writer(threads=1)


def test_readers_see_each_commit_whole_while_a_writer_works(tmp_path):
    """Each commit replaces both files with the next number; a reader must never see two numbers."""
    index = filled(tmp_path / "i", [page("a", "state 0"), page("b", "state 0")])
    reader, broken, stop = Index.open(tmp_path / "i"), [], threading.Event()

    def read():
        while not stop.is_set():
            texts = [hit.text for hit in reader.search("state").hits]
            if len(texts) != 2 or texts[0] != texts[1]:
                broken.append(texts)

    thread = threading.Thread(target=read)
    thread.start()
    with index.writer(threads=1) as writer:
        for n in range(1, 8):
            writer.replace(digest("a"), [page("a", f"state {n}")])
            writer.replace(digest("b"), [page("b", f"state {n}")])
            writer.commit()
            assert {hit.text for hit in index.search("state").hits} == {f"state {n}"}
    stop.set()
    thread.join()
    assert broken == []
    assert {hit.text for hit in reader.search("state").hits} == {"state 7"}


def test_a_rebuilt_index_answers_alike(tmp_path):
    first = filled(tmp_path / "first", PAGES[::-1])
    with first.writer(threads=2) as writer:
        for entry in PAGES:
            writer.replace(entry.digest, [entry])
    second = filled(tmp_path / "second")
    for query in ("ministro", "minas strike", "*", "the harbor council", "nacional*", '"of the"'):
        one, two = first.search(query, facets=["type"]), second.search(query, facets=["type"])
        assert files(one) == files(two)
        assert [(h.snippet, h.marks, h.spans) for h in one.hits] == [
            (h.snippet, h.marks, h.spans) for h in two.hits
        ]
        assert (one.total, one.facets) == (two.total, two.facets)


QUERIES = (
    "strike OR minister",
    "minister of the interior and the strike",
    "agency:CIA minister",
    '"minister of" -strike',
    "min* after:1970",
    "minister~",
    "PL-480",
    "*",
)


@pytest.mark.parametrize("query", QUERIES)
def test_counting_matches_the_pages_that_ranking_does(index, query):
    with index.reading() as state:
        node = parse(query)
        for relaxed in (False, True):
            wordings = {"minister": ("ministro", "cabinet member")}
            plan = plan_for(state, node, "relevance", Options(expand=wordings, relaxed=relaxed))
            assert count(state, plan.matching) == count(state, plan.query)


def test_values_of_several_words_are_found_by_any_of_them_side_by_side(tmp_path):
    index = Index.create(tmp_path)
    with index.writer(threads=1) as writer:
        for at, agency in enumerate(("Office of Naval Intelligence", "Naval Attaché", "CIA")):
            digest = hashlib.sha256(agency.encode()).hexdigest()
            writer.replace(digest, [PageEntry(digest, 0, "text", agency=agency, codes=("3.5(c)", f"b{at}"))])

    def found(query):
        return sorted(hit.agency for hit in index.search(query).hits)

    assert found("agency:naval") == ["Naval Attaché", "Office of Naval Intelligence"]
    assert found('agency:"naval intel*"') == ["Office of Naval Intelligence"]
    assert found("agency:attache") == ["Naval Attaché"]
    assert found('agency:"intelligence naval"') == []
    assert found("-agency:naval") == ["CIA"]
    assert found("code:b2") == ["CIA"]
    assert len(found('code:"3.5(c)"')) == 3


def test_what_is_replaced_twice_in_one_go_stands_once(tmp_path):
    index = Index.create(tmp_path)
    digest = hashlib.sha256(b"one").hexdigest()
    with index.writer(threads=1) as writer:
        for text in ("first wording", "second wording"):
            writer.replace(digest, [PageEntry(digest, 0, text)])
    assert [hit.text for hit in index.search("wording").hits] == ["second wording"]


def test_records_are_told_apart_exactly_where_few_match_and_estimated_where_many_do(tmp_path):
    index = Index.create(tmp_path)
    with index.writer(threads=1) as writer:
        for at in range(900):
            digest = hashlib.sha256(str(at).encode()).hexdigest()
            pages = [PageEntry(digest, page, f"word{at % 3} text", agency="CIA") for page in range(6)]
            writer.replace(digest, pages)
    with index.reading() as state:
        few, many = plan_for(state, parse("word1"), "relevance", Options()), Query.all_query()
        counted = tally(state, few.matching, ["agency"], 1800)
        assert (counted.records, counted.about) == (300, False)
        assert counted.facets == {"agency": [FacetCount("CIA", 1800)]}
        estimated = tally(state, many, [], 5400)
        assert estimated.about
        assert abs(estimated.records - 900) < 45


def test_creating_over_an_index_empties_it(tmp_path):
    filled(tmp_path / "i")
    assert len(Index.create(tmp_path / "i")) == 0


def test_creating_in_a_folder_of_other_things_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(ArchiveError, match="something other"):
        Index.create(tmp_path)
    assert (tmp_path / "letter.txt").exists()


def _older_version(path):
    (path / "declass-index.json").write_text(json.dumps({"version": 0}))


def _no_label(path):
    (path / "declass-index.json").unlink()


def _broken_label(path):
    (path / "declass-index.json").write_text("{")


def _broken_meta(path):
    (path / "meta.json").write_text("{")


def _no_meta(path):
    (path / "meta.json").unlink()


def _no_segments(path):
    for file in path.glob("*.idx"):
        file.unlink()


def _cut_segments(path):
    for file in path.glob("*.term"):
        file.write_bytes(file.read_bytes()[:20])


@pytest.mark.parametrize(
    "harm", [_older_version, _no_label, _broken_label, _broken_meta, _no_meta, _no_segments, _cut_segments]
)
def test_a_damaged_or_older_index_asks_to_be_rebuilt(tmp_path, harm):
    filled(tmp_path / "i")
    harm(tmp_path / "i")
    with pytest.raises(ArchiveError) as caught:
        Index.open(tmp_path / "i").search("strike")
    assert "declass index --rebuild" in caught.value.remedy


PIECES = [
    "strike",
    "AND",
    "OR",
    "NOT",
    "(",
    ")",
    '"',
    "“",
    "*",
    "~",
    "~2",
    "-",
    ":",
    "pay*",
    "the",
    "a1~1",
    "agency:",
    "date:",
    "1961",
    "lang:ES",
    "collection:=x",
    "PL-480",
    "\\",
    "ñ",
    "title:*",
]


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from([*PIECES, "record:1-*", "'s"]), max_size=8).map(" ".join)
    | st.lists(st.sampled_from(["a", "(", '"', "*", "~", ":", "-", "\\"]), max_size=12).map("".join)
)
def test_whatever_is_typed_gives_results_or_a_query_error(index, query):
    try:
        results = index.search(query, facets=["type"], fuzzy=len(query) % 2 == 0)
    except QueryError:
        return
    assert len(results.hits) == min(results.total, 20)
    for hit in results.hits:
        assert all(0 <= span.start < span.end <= len(hit.text) for span in hit.spans)


def test_pages_of_one_document_keep_what_is_their_own(tmp_path):
    """What they share is made once, and added to by none of them."""
    alike = {"record": "104-1", "date": "1963-11", "codes": ("b1",), "title": "Ships"}
    pages = [
        page("one", f"harbour {number}", number, expected_error=error, **alike)
        for number, error in enumerate([0.001, 0.002, 0.3, None])
    ]
    index = Index.create(tmp_path)
    with index.writer() as writer:
        writer.replace(digest("one"), pages)
    found = index.search("harbour", facets=("quality", "code"), sort="date")
    assert [hit.entry for hit in found.hits] == pages
    assert found.facets["quality"] == [FacetCount("good", 2), FacetCount("poor", 1)]
    assert found.facets["code"] == [FacetCount("b1", 4)]
    assert [hit.page for hit in index.search("quality:poor").hits] == [2]


@pytest.mark.parametrize(
    ("field", "looked"),
    [
        ("withheld", {"withheld": True}),
        ("disclosure", {"disclosed": True}),
        ("quality", {"expected_error": 0.5}),
    ],
)
def test_pages_nobody_looked_at_are_told_where_a_field_leaves_them_out(tmp_path, field, looked):
    index = Index.create(tmp_path)
    value = "poor" if field == "quality" else "yes"
    with index.writer() as writer:
        writer.replace(digest("seen"), [page("seen", "harbour", **looked)])
    assert index.search(f"harbour {field}:{value}").notes == ()
    with index.writer() as writer:
        writer.replace(digest("unseen"), [page("unseen", "harbour")])
    (note,) = index.search(f"harbour {field}:{value}").notes
    assert f"{field}:none lists them" in note
    for query in ("harbour", f"harbour {field}:none", f"harbour -{field}:{value}"):
        assert index.search(query).notes == ()
