import hashlib
import io
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declass.archive.store import OriginalStore
from declass.errors import FixityError, InputError
from declass.model.anchor import Digest


@pytest.fixture
def store(tmp_path: Path) -> OriginalStore:
    return OriginalStore(tmp_path / "archive")


def digest_of(data: bytes) -> Digest:
    return Digest(hashlib.sha256(data).hexdigest())


def change(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def partials(store: OriginalStore) -> list[Path]:
    return list((store.path(digest_of(b"")).parents[3] / "tmp").iterdir())


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=3000))
def test_what_is_put_comes_back_and_putting_it_again_changes_nothing(tmp_path: Path, data: bytes):
    store = OriginalStore(tmp_path / "archive")
    known = digest_of(data) in store
    first, second = store.put(io.BytesIO(data)), store.put(io.BytesIO(data))
    assert (first.digest, first.size, first.new) == (digest_of(data), len(data), not known)
    assert not second.new
    assert store.read_bytes(first.digest) == data


def test_an_original_is_read_only_and_lies_in_two_levels_of_folders(store: OriginalStore, tmp_path: Path):
    source = tmp_path / "cable.txt"
    source.write_bytes(b"SANTIAGO 4059")
    digest = store.put(source).digest
    path = store.path(digest)
    assert path.relative_to(tmp_path / "archive").parts == ("originals", digest[:2], digest[2:4], digest)
    assert path.stat().st_mode & 0o777 == 0o444
    assert source.exists()
    assert partials(store) == []


def test_many_threads_putting_the_same_bytes_store_them_once(store: OriginalStore):
    start = threading.Barrier(8)

    def put(_: int) -> bool:
        start.wait()
        return store.put(io.BytesIO(b"the same" * 50_000)).new

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(put, range(8))) == 1
    assert [fixity.kind for fixity in store.verify()] == ["sound"]


def test_a_file_system_without_hard_links_will_do(store: OriginalStore, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert store.put(io.BytesIO(b"x")).new
    assert not store.put(io.BytesIO(b"x")).new
    assert store.read_bytes(digest_of(b"x")) == b"x"


def test_changed_bytes_are_reported_at_the_end_of_the_stream(store: OriginalStore):
    digest = store.put(io.BytesIO(b"a" * 100)).digest
    change(store.path(digest), b"b" * 100)
    with store.open(digest) as stream:
        assert stream.read(50) == b"b" * 50
        with pytest.raises(FixityError, match="has changed"):
            stream.read()
    with pytest.raises(FixityError, match="has changed"):
        store.read_bytes(digest)


def test_putting_what_was_cut_short_in_the_store_is_a_fixity_error(store: OriginalStore):
    digest = store.put(io.BytesIO(b"whole")).digest
    change(store.path(digest), b"wh")
    with pytest.raises(FixityError, match="size"):
        store.put(io.BytesIO(b"whole"))


def test_a_missing_original_is_a_fixity_error(store: OriginalStore):
    with pytest.raises(FixityError, match="is missing"):
        store.open(digest_of(b"never put"))


def test_a_path_is_made_only_of_a_digest(store: OriginalStore):
    with pytest.raises(ValueError, match="not a SHA-256 digest"):
        store.path(Digest("../../etc/passwd"))


def test_verify_reports_changed_missing_and_stray_files(store: OriginalStore):
    digests = sorted(store.put(io.BytesIO(bytes([n]))).digest for n in range(200))
    change(store.path(digests[0]), b"other")
    store.path(digests[100]).unlink()
    gone, unrecorded = digests[100], digests[150]
    (store.path(digests[5]).parent / "notes.txt").write_text("left here")
    (store.path(digests[6]).with_name(digests[7])).write_bytes(b"in the wrong folder")
    expected = [d for d in digests if d != unrecorded]
    found = {f.digest or f.path: f.kind for f in store.verify(expected, workers=2) if not f.ok}
    strays = [key for key, kind in found.items() if kind == "stray"]
    assert found[digests[0]] == "changed"
    assert found[gone] == "missing"
    assert len(found) == 5
    assert len(strays) == 3
    assert unrecorded in strays
    assert sum(f.ok for f in store.verify(expected)) == 197


def test_verify_without_a_list_reads_whatever_is_there(store: OriginalStore):
    digests = sorted(store.put(io.BytesIO(bytes([n]))).digest for n in range(3))
    assert [f.digest for f in store.verify()] == digests


def test_a_link_in_place_of_an_original_is_reported(store: OriginalStore, tmp_path: Path):
    digest = store.put(io.BytesIO(b"real")).digest
    path = store.path(digest)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    (fixity,) = store.verify()
    assert fixity.kind == "unreadable"


def test_leftovers_of_dead_writers_are_swept_and_those_of_living_ones_kept(tmp_path: Path):
    store = OriginalStore(tmp_path)
    (tmp_path / "tmp" / "dead.partial").write_bytes(b"half")
    seen: list[list[str]] = []

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            OriginalStore(tmp_path)
            seen.append([path.name for path in (tmp_path / "tmp").iterdir()])
            return super().read(size)

    assert store.put(Slow(b"alive")).new
    assert all(len(names) == 1 and names[0] != "dead.partial" for names in seen)
    assert partials(store) == []


@pytest.mark.parametrize("kind", ["absent", "folder", "pipe"])
def test_a_source_that_is_no_readable_file_is_an_input_error(store: OriginalStore, tmp_path: Path, kind: str):
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    with pytest.raises(InputError, match=kind):
        store.put(path)
    assert partials(store) == []


def test_a_source_that_grows_while_it_is_copied_is_refused(store: OriginalStore, tmp_path: Path):
    path = tmp_path / "log.txt"
    path.write_bytes(b"first")

    class Growing(io.FileIO):
        def read(self, size: int | None = -1) -> bytes:
            block = super().read(size if size is not None else -1)
            with path.open("ab") as file:
                file.write(b"" if block == b"" else b"more")
            return b"" if self.tell() > 5 else block

    with Growing(str(path)) as file, pytest.raises(InputError, match="changed while"):
        store.put(file)
    assert list(store.verify()) == []


def test_many_are_put_at_once_as_if_one_by_one(tmp_path):
    store = OriginalStore(tmp_path / "archive")
    sources = [tmp_path / f"{n}.txt" for n in range(5)]
    for n, source in enumerate(sources):
        source.write_bytes(b"the same" if n in (1, 3) else b"%d" % n)
    stored = store.put_many(sources)
    assert [s.new for s in stored] == [True, True, True, False, True]
    assert [store.read_bytes(s.digest) for s in stored] == [source.read_bytes() for source in sources]
    assert [s.size for s in stored] == [1, 8, 1, 8, 1]
    assert not any(s.new for s in store.put_many(sources))
    assert store.put_many([]) == []
    assert list((tmp_path / "archive" / "tmp").iterdir()) == []


def test_of_many_with_one_that_cannot_be_read_none_leaves_a_partial_file(tmp_path):
    store = OriginalStore(tmp_path / "archive")
    (tmp_path / "a").write_bytes(b"a")
    with pytest.raises(InputError):
        store.put_many([tmp_path / "a", tmp_path / "gone"])
    assert list((tmp_path / "archive" / "tmp").iterdir()) == []
