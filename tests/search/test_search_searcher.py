"""Search as people use it, over fictional telegrams with a small fake model of meaning."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from declass.errors import ArchiveError, EngineError, QueryError, UsageError
from declass.locale import speaking
from declass.search import Ask, Index, PageEntry, Searcher, VectorStore
from declass.search.embedding import embed, progress
from declass.search.notes import partly_covered
from declass.search.values import FacetCount, Reason

STRIKE = (
    "The dockers began a strike in the harbour of Alba, and the government sent the navy to unload the ships."
)
TIN = "The price of tin fell and the miners of the highlands were told that the pits would be closed."
CARDINAL = (
    "The cardinal asked that the prisoners be released and that their families be told where they are held."
)
HUELGA = (
    "Los estibadores del puerto de Alba comenzaron una huelga y el gobierno ordenó que la armada descargue."
)

SUBJECTS = {
    "labour": ("strike", "dockers", "huelga", "stoppage"),
    "mines": ("tin", "miners"),
    "church": ("cardinal", "clergy"),
}


class Fake:
    """Knows three subjects by a word each; fails when it is told to."""

    name = "fake"
    dimensions = 4
    leaves_machine = False
    broken = False

    def __init__(self):
        self.texts = []

    def _vector(self, text):
        found = [float(any(w in text.lower() for w in words)) for words in SUBJECTS.values()]
        vector = np.asarray([*found, 0.2], dtype=np.float32)
        return vector / np.linalg.norm(vector)

    def passages(self, texts):
        self.texts += texts
        return np.stack([self._vector(text) for text in texts])

    def question(self, text):
        if self.broken:
            raise EngineError("The model is broken")
        return self._vector(text)


def digest(name):
    return hashlib.sha256(name.encode()).hexdigest()


def entries(name, pages, language="en", **card):
    return [PageEntry(digest(name), at, text, language, name, **card) for at, text in enumerate(pages)]


def put(index, *files):
    with index.writer(threads=1) as writer:
        for pages in files:
            writer.replace(pages[0].digest, pages)


@pytest.fixture
def index(tmp_path):
    index = Index.create(tmp_path / "index")
    strike = {"record": "A-1", "date": "1974-05-03"}
    put(
        index,
        entries("strike-1999.pdf", [STRIKE], released="1999", collection="First", **strike),
        entries("strike-2012.pdf", [f"{STRIKE} More is told here.", STRIKE], released="2012", **strike),
        entries(
            "tin.pdf",
            [TIN],
            record="A-2",
            withheld=True,
            codes=("1.4(c)", "3.5(c)"),
            classification="secret",
        ),
        entries("cardinal.pdf", [CARDINAL], withheld=False, disclosed=True, expected_error=0.2),
        entries("huelga.pdf", [HUELGA], "es", record="A-3", collections=("Papeles", "Second")),
        *(
            entries(f"filler-{n}.pdf", [f"Minutes of the committee of roads, number {n}, which were read."])
            for n in range(12)
        ),
    )
    return index


@pytest.fixture
def searcher(index, tmp_path):
    fake = Fake()
    store = VectorStore(tmp_path / "vectors", fake.name, fake.dimensions)
    embed(index, store, fake)
    return Searcher(index, store, fake)


def names(found):
    return [record.best.file for record in found.records]


def test_releases_of_one_record_are_one_result_with_their_pages(searcher):
    found = searcher.search(Ask("dockers harbour", mode="words", translate=False))
    assert (found.total_records, found.total_pages, found.about) == (1, 3, False)
    (record,) = found.records
    assert {r.file: [page for page, _ in r.pages] for r in record.releases} == {
        "strike-1999.pdf": [0],
        "strike-2012.pdf": [1, 0],
    }
    assert record.best.file in {"strike-1999.pdf", "strike-2012.pdf"}


def test_a_word_finds_records_in_the_other_languages_and_says_so(searcher):
    found = searcher.search(Ask("huelga"))
    assert set(names(found)) == {"huelga.pdf", "strike-1999.pdf"} or set(names(found)) == {
        "huelga.pdf",
        "strike-2012.pdf",
    }
    english = next(r.best for r in found.records if r.best.file.startswith("strike"))
    assert english.reasons == (Reason("translation", "huelga", "strike"),)
    assert [english.text[s.start : s.end] for s in english.spans] == ["strike"]
    assert names(searcher.search(Ask("huelga", translate=False))) == ["huelga.pdf"]


def test_a_translation_is_not_told_of_a_page_that_has_the_word_itself(index):
    put(index, entries("both.pdf", ["The strike, in Spanish huelga, spread from the docks to the mines."]))
    found = Searcher(index).search(Ask("huelga", mode="words"))
    told = {record.best.file: record.best.reasons for record in found.records}
    assert told["both.pdf"] == ()
    assert any(reasons for file, reasons in told.items() if file.startswith("strike"))


def test_what_may_be_missed_whatever_is_asked_is_told_apart(index):
    found = Searcher(index, silence="it is switched off").search(Ask("price of the zzyzx tin"))
    assert found.limits[-1] == "Searched by words alone: it is switched off"
    assert any("zzyzx" in note for note in found.own_notes)
    assert set(found.notes) == {*found.own_notes, *found.limits}


def test_a_question_without_a_common_word_finds_what_is_meant(searcher):
    found = searcher.search(Ask("what did the clergy want"))
    best = found.records[0].best
    assert best.file == "cardinal.pdf"
    assert best.reasons == (Reason("meaning"),)
    assert best.text[best.near.start : best.near.end] == CARDINAL
    assert not searcher.search(Ask("clergy wishes", mode="words")).records


def test_a_name_that_no_page_has_is_not_answered_by_what_is_near_it(searcher):
    assert not searcher.search(Ask("zzyzx clergy")).records
    assert searcher.search(Ask("zzyzx clergy", mode="meaning")).records


@pytest.mark.parametrize("mode", ["auto", "words", "meaning"])
@pytest.mark.parametrize(
    "query",
    ["what did the dockers strike", "strike", "strike OR huelga OR tin", "*", "-tin", "x) OR (strike"],
)
def test_no_question_reaches_beyond_the_collections_it_is_held_to(searcher, query, mode):
    def found(*within):
        try:
            return set(names(searcher.search(Ask(query, mode=mode, within=within))))
        except QueryError:
            return set()

    assert found("First") <= {"strike-1999.pdf"}
    assert found("Second") <= {"huelga.pdf"}
    assert found("Firs") == found() == set()


def test_a_question_held_to_collections_is_answered_by_meaning_within_them(searcher):
    asked = Ask("what did the dockers want", within=("First", "Second"))
    assert set(names(searcher.search(asked))) == {"strike-1999.pdf", "huelga.pdf"}
    assert names(searcher.search(Ask("huelga", within=("Second",)))) == ["huelga.pdf"]


def test_filters_hold_for_pages_found_by_their_meaning(searcher):
    assert "cardinal.pdf" not in names(searcher.search(Ask("what did the clergy want withheld:yes")))
    assert names(searcher.search(Ask("what did the clergy want disclosure:yes"))) == ["cardinal.pdf"]
    assert "cardinal.pdf" not in names(searcher.search(Ask("what did the clergy want -quality:poor")))


@pytest.mark.parametrize(
    "query",
    [
        "what did the clergy want AND withheld:yes",
        "(what did the clergy want) withheld:yes",
        "withheld:yes AND (clergy OR dockers OR metal)",
        "(clergy wishes withheld:yes) OR (metal prices withheld:yes)",
        "clergy AND wishes AND NOT quality:poor",
        '"what did the clergy want"',
        "withheld:yes AND zzyzx",
    ],
)
def test_operators_and_brackets_hold_when_pages_are_ranked_by_meaning(searcher, query):
    assert set(names(searcher.search(Ask(query, mode="meaning")))) <= {"tin.pdf"}


def test_pages_that_operators_leave_are_ranked_by_what_the_question_means(searcher):
    asked = Ask("(clergy OR committee OR navy OR families) AND -tin", mode="meaning", translate=False)
    found = names(searcher.search(asked))
    assert found[0] == "cardinal.pdf"
    assert {"strike-2012.pdf", "filler-0.pdf"} & set(found[1:])


def test_what_a_copy_beyond_the_collections_holds_is_not_counted(searcher):
    question = "what did those of the stoppage want"
    asked = Ask(question, within=("First",), facets=("collection", "released"), translate=False)
    for mode in ("auto", "meaning"):
        found = searcher.search(replace(asked, mode=mode))
        assert (found.total_pages, found.facets["released"]) == (1, [FacetCount("1999", 1)])


def test_a_warning_of_poor_pages_speaks_of_the_filters_and_not_of_the_words(index):
    put(index, *(entries(f"poor-{n}.pdf", ["rnost of it is 1ost"], expected_error=0.3) for n in range(4)))
    searcher = Searcher(index)
    assert any("5 of the 5 pages" in limit for limit in searcher.search(Ask("strike AND tin")).limits)
    assert not searcher.search(Ask("most AND withheld:yes")).limits


SIDES_OF_OR = [
    pytest.param("strike OR tin AND after:1973", ["Fields hold", "(after:)"], id="a field at the end"),
    pytest.param(
        "-agency:CIA AND lang:es AND strike OR tin", ["Fields hold", "(agency:, lang:)"], id="fields in front"
    ),
    pytest.param(
        "(strike OR tin AND lang:es) AND cardinal", ["Fields hold", "(lang:)"], id="a field in brackets"
    ),
    pytest.param('pay* strike OR tin~ "the port"', ["OR joins", "(strike OR tin~)"], id="among words"),
    pytest.param(
        "strike OR tin AND -cardinal port", ["OR joins", "(strike OR (tin AND -cardinal))"], id="beside AND"
    ),
    pytest.param("strike OR tin lang:es after:1973", [], id="among fields"),
    pytest.param("(strike OR tin) AND after:1973", [], id="outside brackets"),
    pytest.param("(strike OR tin) AND port", [], id="in brackets"),
    pytest.param("strike AND lang:es OR tin AND lang:en", [], id="fields on both sides"),
    pytest.param("strike OR lang:es", [], id="a field alone"),
    pytest.param("strike OR tin", [], id="nothing beside"),
    pytest.param("strike tin lang:es", [], id="no OR"),
]


@pytest.mark.parametrize(("query", "told"), SIDES_OF_OR)
def test_what_stands_on_the_sides_of_an_or_is_told_where_it_may_surprise(index, query, told):
    notes = [n for n in Searcher(index).search(Ask(query)).notes if n.startswith(("Fields hold", "OR joins"))]
    assert len(notes) == bool(told)
    assert all(said in notes[0] for said in told)


def test_a_filter_beside_or_holds_for_both_sides(searcher):
    assert len(names(searcher.search(Ask("tin OR cardinal")))) > 1
    assert names(searcher.search(Ask("tin OR cardinal withheld:yes"))) == ["tin.pdf"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("withheld:yes", {"tin.pdf"}),
        ("withheld:no", {"cardinal.pdf"}),
        ('code:"3.5(c)"', {"tin.pdf"}),
        ('code:="1.4(c)"', {"tin.pdf"}),
        ("classification:secret", {"tin.pdf"}),
        ("disclosure:yes", {"cardinal.pdf"}),
        ("quality:poor", {"cardinal.pdf"}),
        ("collection:papeles", {"huelga.pdf"}),
        ('collection:="Second"', {"huelga.pdf"}),
    ],
)
def test_what_the_catalogue_knows_filters(searcher, query, expected):
    assert set(names(searcher.search(Ask(query)))) == expected


def test_a_file_of_two_collections_is_counted_in_both(searcher):
    (counts,) = searcher.search(Ask("huelga", facets=("collection",))).facets.values()
    assert {"Papeles", "Second"} <= {count.value for count in counts}


def test_windows_of_records_follow_one_another_to_the_end(searcher):
    whole = names(searcher.search(Ask("committee roads strike minutes"), limit=50))
    assert len(whole) > 10
    pieces = [
        searcher.search(Ask("committee roads strike minutes"), limit=3, offset=at)
        for at in range(0, len(whole), 3)
    ]
    assert [name for piece in pieces for name in names(piece)] == whole
    assert {piece.total_records for piece in pieces} == {len(whole)}


def test_scanning_gives_every_page_once_in_the_order_of_pages(searcher):
    ask = Ask("committee roads strike minutes")
    every = [(hit.digest, hit.page) for hit in searcher.scan(ask)]
    assert len(every) == len(set(every)) == searcher.pages(ask, limit=1).total
    assert every[:5] == [(hit.digest, hit.page) for hit in searcher.pages(ask, limit=5).hits]


def test_pages_like_one_page_are_others_of_its_kind(searcher):
    found = searcher.like(digest("strike-1999.pdf"), 0)
    assert "strike-2012.pdf" not in names(found), "its own record is left out"
    assert names(found)[0] == "huelga.pdf"


def test_a_page_that_is_not_there_has_none_like_it(searcher):
    with pytest.raises(ArchiveError, match="not in the search index"):
        searcher.like(digest("tin.pdf"), 7)


def test_without_vectors_words_are_searched_and_that_is_said(index):
    found = Searcher(index, silence="it is switched off").search(Ask("price of the tin"))
    assert names(found)[0] == "tin.pdf"
    assert "Searched by words alone: it is switched off" in found.notes


def test_before_any_vector_is_made_that_is_said(index, tmp_path):
    found = Searcher(index, VectorStore(tmp_path / "none", "fake", 4), Fake()).search(Ask("price of tin"))
    assert any("index --vectors" in note for note in found.notes)


def test_vectors_of_some_of_the_pages_are_said_to_be_some(index, tmp_path):
    model, store = Fake(), VectorStore(tmp_path / "vectors", Fake.name, Fake.dimensions)
    searcher = Searcher(index, store, model)
    embed(index, store, model)
    assert not any("Vectors" in note for note in searcher.search(Ask("what did the clergy want")).notes)
    put(index, entries("more.pdf", [f"Nobody read page {n} of the tin report yet." for n in range(20)]))
    (note,) = [n for n in searcher.search(Ask("what did the clergy want")).notes if "Vectors" in n]
    assert "the pages (20 are left, about 1 min of `declass index --vectors`)" in note
    assert partly_covered(1000, 100_000, 2.0).startswith(
        "Vectors are made for about 1 % of the pages (99000 are left, about 14 h of"
    )
    assert "(9 are left);" in partly_covered(1, 10, None)


def test_a_model_that_fails_leaves_the_words(searcher):
    searcher._embedder.broken = True
    found = searcher.search(Ask("price of tin"))
    assert names(found)[0] == "tin.pdf"
    assert any("The model is broken" in note for note in found.notes)


def test_exact_expressions_and_dates_stay_exact(searcher):
    assert names(searcher.search(Ask("clergy OR huelga"))) == ["huelga.pdf"]
    by_date = searcher.search(Ask("what did the clergy want", sort="date"))
    assert "cardinal.pdf" not in names(by_date)


def test_an_unknown_facet_is_refused(searcher):
    with pytest.raises(UsageError):
        searcher.search(Ask("tin", facets=("colour",)))


def test_embedding_goes_on_where_it_was_and_reads_the_same_text_once(index, tmp_path):
    fake = Fake()
    store = VectorStore(tmp_path / "v", "fake", 4)
    first = embed(index, store, fake)
    assert len(fake.texts) == len(set(fake.texts)) == first.embedded
    news = "A new thing was said by the minister of the harbour about the price of bread."
    put(index, entries("new.pdf", [TIN, news]))
    again = embed(index, store, fake)
    assert (again.embedded, again.done) == (1, again.pages)
    assert progress(index, store).done == again.pages


def test_first_pages_of_every_record_come_first(index, tmp_path):
    class Slow(Fake):
        def passages(self, texts):
            if self.texts:
                raise EngineError("killed")
            return super().passages(texts)

    slow = Slow()
    store = VectorStore(tmp_path / "v", "fake", 4)
    towns = [f"{STRIKE} It was reported from town number {n} in the north." for n in range(30)]
    put(index, entries("long.pdf", towns))
    with pytest.raises(EngineError):
        embed(index, store, slow)
    assert sum("town number" in text for text in slow.texts) <= 1
    assert len(store.read().vectors) == len(slow.texts)


def test_opening_a_hit_lights_its_words_and_names_the_pages_of_its_file_that_match(searcher):
    ask = Ask("strike", mode="words")
    best = searcher.pages(ask).hits[0]
    spans, pages = searcher.opened(ask, best.digest, best.text)
    assert [best.text[span.start : span.end] for span in spans][:1] == ["strike"]
    assert best.page in pages
    assert pages == tuple(
        sorted(h.page for h in searcher.pages(ask, limit=99).hits if h.digest == best.digest)
    )
    assert searcher.opened(Ask("zzzz"), best.digest, best.text) == ((), ())


def test_what_is_said_of_a_search_is_said_in_the_readers_language(index):
    searcher = Searcher(index, silence="apagado")
    with speaking("es"):
        assert "Se buscó solo por palabras: apagado" in searcher.search(Ask("price of the tin")).notes
    with speaking("pt"):
        assert "Procurou-se só por palavras: apagado" in searcher.search(Ask("price of the tin")).notes


WRITTEN_OTHERWISE = [
    pytest.param("counterintelligence", "Counter intelligence", "counter intelligence", id="two for one"),
    pytest.param("counter intelligence", "counterintelligence", "counterintelligence", id="one for two"),
    pytest.param("stevedores", "the steve dores", "steve dores", id="torn by a scan"),
]


@pytest.mark.parametrize(("query", "text", "found"), WRITTEN_OTHERWISE)
def test_a_word_written_as_two_is_found_and_two_written_as_one(index, query, text, found):
    put(index, entries("other.pdf", [f"On {text} in the harbour of Alba."]))
    searcher = Searcher(index)
    (record,) = searcher.search(Ask(query, translate=False)).records
    assert record.best.file == "other.pdf"
    assert Reason("spelling", query, found) in record.best.reasons
    assert [record.best.text[s.start : s.end].lower() for s in record.best.spans] == found.split()
    assert not searcher.search(Ask(query, translate=False)).own_notes
    assert searcher.search(Ask(query, exact=True, translate=False)).total_pages == 0
    assert searcher.search(Ask(f'"{query}"', translate=False)).total_pages == 0


def test_words_that_stand_apart_are_not_taken_for_one(index):
    put(index, entries("other.pdf", ["The counter was shut; intelligence of it came late."]))
    found = Searcher(index).search(Ask("counterintelligence", translate=False))
    assert (found.total_pages, len(found.own_notes)) == (0, 1)


def test_small_words_are_not_joined_to_their_neighbours(index):
    put(index, entries("other.pdf", ["Incuba, el informe."]))
    assert not Searcher(index).search(Ask("in cuba", translate=False)).records
