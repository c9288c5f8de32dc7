"""Words of kindred languages are found by their shape, where the archive has them and nowhere else."""

import hashlib

import pytest

from declass.search import Ask, Index, PageEntry, Searcher
from declass.search.cognates import cognates
from declass.search.glossary import Glossary
from declass.search.values import Reason

ENGLISH = {
    *("neutrality", "commission", "commissions", "inspection", "contract", "project", "effect", "catholic"),
    *("method", "system", "energy", "philosophy", "administration", "frequent", "negotiate", "congress"),
    *("university", "democracy", "special", "statistics", "actor", "partial"),
}


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("neutralidad", "es", "neutrality"),
        ("neutralidade", "pt", "neutrality"),
        ("comision", "es", "commission"),
        ("comissoes", "pt", "commissions"),
        ("inspeccion", "es", "inspection"),
        ("contrato", "es", "contract"),
        ("projeto", "pt", "project"),
        ("proyecto", "es", "project"),
        ("efecto", "es", "effect"),
        ("catolico", "pt", "catholic"),
        ("metodo", "es", "method"),
        ("sistema", "es", "system"),
        ("filosofia", "pt", "philosophy"),
        ("administracao", "pt", "administration"),
        ("frecuente", "es", "frequent"),
        ("negociar", "es", "negotiate"),
        ("congreso", "es", "congress"),
        ("universidade", "pt", "university"),
        ("estadisticas", "es", None),
        ("ventana", "es", None),
        ("parte", "es", None),
    ],
)
def test_a_word_is_known_by_its_shape(word, language, expected):
    assert cognates(word, language, "en", ENGLISH.__contains__) == ([expected] if expected else [])


def test_it_works_the_other_way_and_between_neighbours():
    spanish = {"neutralidad", "comision", "filosofia", "especial", "inspeccion"}
    asked = ("neutrality", "commission", "philosophy", "special", "inspection")
    assert [cognates(word, "en", "es", spanish.__contains__)[0] for word in asked] == [
        *("neutralidad", "comision", "filosofia", "especial", "inspeccion")
    ]
    assert cognates("comissao", "pt", "es", spanish.__contains__) == []
    assert cognates("neutralidade", "pt", "es", spanish.__contains__) == ["neutralidad"]


def test_a_question_finds_kindred_words_and_says_so(tmp_path):
    index = Index.create(tmp_path)
    texts = [
        "THE AMBASSADOR SPOKE OF THE HYDROGRAPHY OF THE LAKE",
        "The minister spoke of wheat",
        "Nothing of note",
    ]
    with index.writer(threads=1) as writer:
        for at, text in enumerate(texts):
            digest = hashlib.sha256(text.encode()).hexdigest()
            writer.replace(digest, [PageEntry(digest, 0, text, "en", f"{at}.pdf")])
    searcher = Searcher(index)
    found = searcher.search(Ask("estudio de la hidrografia del lago", mode="words"))
    (record,) = found.records
    assert record.best.file == "0.pdf"
    assert Reason("translation", "hidrografia", "hydrography") in record.best.reasons
    assert not searcher.search(Ask("la hidrografia", mode="words", translate=False)).records


def test_a_word_that_only_looks_like_one_of_the_glossary_is_known_by_its_shape_too(tmp_path):
    index = Index.create(tmp_path)
    digest = hashlib.sha256(b"one").hexdigest()
    with index.writer(threads=1) as writer:
        writer.replace(digest, [PageEntry(digest, 0, "The grain elevator stood empty.", "en")])
    searcher = Searcher(index, glossary=Glossary([{"en": "high", "es": "elevado"}]))
    (record,) = searcher.search(Ask("cerca del elevador", mode="words")).records
    assert record.best.reasons == (Reason("translation", "elevador", "elevator"),)


def test_shapes_on_too_few_pages_of_a_large_archive_are_not_trusted(tmp_path):
    index = Index.create(tmp_path)
    digest = hashlib.sha256(b"lakes").hexdigest()
    with index.writer(threads=1) as writer:
        texts = ["hydrography", *["topography"] * 20]
        writer.replace(digest, [PageEntry(digest, page, text) for page, text in enumerate(texts)])
    with index.reading() as state:
        state.vocabulary.pages = 300_000
        assert state.vocabulary.cognates("hidrografia", "es", "en") == ()
        assert state.vocabulary.cognates("topografia", "es", "en") == ("topography",)
