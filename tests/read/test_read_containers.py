"""Archives."""

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declass.errors import InputError, LimitExceeded
from declass.read import containers
from declass.read.options import Limits, ReadOptions
from read_formats import Read, damaged, read_or_refuse

NOISE = random.Random(7).randbytes(200_000)


def read(folder, data, kind="zip", name="pile.zip", **more):
    return Read(containers, folder, data, name, f"application/{kind}", **more)


def zipped(*entries, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(*entries, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in entries:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def link(name, kind, target="/etc/passwd"):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def test_files_in_a_zip_are_members_in_order(tmp_path):
    found = read(tmp_path, zipped(("a/one.txt", b"1"), ("a/", b""), ("two.txt", b"2")))
    assert found.contents == [("a/one.txt", b"1"), ("two.txt", b"2")]
    assert found.heads[0].pages_expected == 0
    assert found.metadata["entries"] == "3"


def test_names_never_lead_out_of_the_spool(tmp_path):
    found = read(tmp_path, zipped(("../../etc/passwd", b"x"), ("/abs", b"y"), ("C:\\win\\z.txt", b"z")))
    assert [member.name for member in found.members] == ["etc/passwd", "abs", "win/z.txt"]
    assert {member.path.parent for member in found.members} == {tmp_path / "spool"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_both_kept(tmp_path):
    found = read(tmp_path, zipped(("a/x.txt", b"1"), ("a/x.txt", b"2"), ("noend", b"3"), ("noend", b"4")))
    assert found.contents == [("a/x.txt", b"1"), ("a/x (2).txt", b"2"), ("noend", b"3"), ("noend (2)", b"4")]


@pytest.mark.parametrize("name", ["__MACOSX/a/._one.txt", "a/.DS_Store", "._x", "b/Thumbs.db"])
def test_housekeeping_files_are_refused_and_told(tmp_path, name):
    found = read(tmp_path, zipped((name, b"junk"), ("a.txt", b"1")))
    assert [member.name for member in found.members] == ["a.txt"]
    assert [(refused.name, "housekeeping" in refused.reason) for refused in found.refused] == [(name, True)]


def test_a_damaged_file_is_refused_and_the_rest_goes_on(tmp_path):
    data = bytearray(zipped(("bad.bin", NOISE), ("good.txt", b"good"), method=zipfile.ZIP_STORED))
    data[1000] ^= 0xFF
    found = read(tmp_path, bytes(data))
    assert found.contents == [("good.txt", b"good")]
    assert "CRC" in found.refused[0].reason
    assert [path.read_bytes() for path in (tmp_path / "spool").iterdir()] == [b"good"]


def test_a_link_in_a_zip_is_refused(tmp_path):
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    found = read(tmp_path, zipped((info, b"/etc/passwd")))
    assert not found.members
    assert "link" in found.refused[0].reason


def encrypted(data):
    """The same ZIP with the encryption bit set; its bytes are no cipher text, so no password fits."""
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    changed = bytearray(data)
    changed[local + 6] |= 1
    changed[central + 8] |= 1
    return bytes(changed)


def test_an_encrypted_file_is_refused_with_what_to_do(tmp_path):
    found = read(tmp_path, encrypted(zipped(("secret.txt", b"x" * 50))))
    assert (found.refused[0].reason, found.refused[0].remedy[:17]) == ("it is encrypted", "Give the password")


def test_a_wrong_password_is_told(tmp_path):
    found = read(tmp_path, encrypted(zipped(("secret.txt", b"x" * 50))), options=ReadOptions(password="no"))
    assert "password" in found.refused[0].reason


def test_names_in_utf_8_without_their_flag_and_in_code_page_437_are_read(tmp_path):
    def renamed(raw):
        return zipped(("N" * len(raw), b"x")).replace(b"N" * len(raw), raw)

    assert read(tmp_path, renamed("año.txt".encode())).members[0].name == "año.txt"
    assert read(tmp_path, renamed("año.txt".encode("cp437"))).members[0].name == "año.txt"


def test_a_bomb_is_refused_by_its_ratio(tmp_path):
    found = read(tmp_path, zipped(("bomb", bytes(8 * 1024**2)), ("a.txt", b"1")))
    assert [member.name for member in found.members] == ["a.txt"]
    assert "bomb" in found.refused[0].reason


def test_an_archive_of_many_small_bombs_stops(tmp_path):
    names = [(f"{number}", bytes(1024**2)) for number in range(24)]
    with pytest.raises(LimitExceeded, match="like a bomb"):
        read(tmp_path, zipped(*names))


def test_files_that_share_their_bytes_are_refused(tmp_path):
    data = zipped(("first.bin", NOISE), ("other.bin", b"x"))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    shared = bytearray(data)
    shared[second + 42 : second + 46] = bytes(4)  # the second file claims to begin where the first does
    found = read(tmp_path, bytes(shared))
    assert [member.name for member in found.members] == ["first.bin"]
    assert "overlap" in found.refused[0].reason


def test_caps_on_members_and_sizes_hold(tmp_path):
    many = zipped(*((f"{number}.txt", b"x") for number in range(5)))
    with pytest.raises(LimitExceeded, match="lists 5 files"):
        read(tmp_path, many, limits=Limits(members=4))
    large = read(tmp_path, zipped(("big", NOISE), ("a", b"1")), limits=Limits(member_bytes=1000))
    assert [member.name for member in large.members] == ["a"]
    with pytest.raises(LimitExceeded, match="take more than"):
        read(tmp_path, zipped(("a", NOISE), ("b", NOISE)), limits=Limits(total_unpacked_bytes=300_000))


def test_a_file_without_a_name_is_kept(tmp_path):
    data = zipped(("x", b"1"))
    central = data.index(b"PK\x01\x02")
    nameless = bytearray(data)
    nameless[central + 28] = 0  # the name is left out of the directory, and what follows moves up
    del nameless[central + 46]
    end = nameless.index(b"PK\x05\x06")
    nameless[end + 12] -= 1
    found = read(tmp_path, bytes(nameless))
    assert len(found.members) + len(found.refused) == 1


def test_a_zip_cut_short_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="no readable ZIP"):
        read(tmp_path, zipped(("a", NOISE))[:-100])


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_files_in_a_tar_are_members_whatever_its_packing(tmp_path, mode):
    folder = tarfile.TarInfo("a")
    folder.type = tarfile.DIRTYPE
    data = tarred((folder, b""), ("a/one.txt", b"1"), ("../two.txt", b"2"), mode=mode)
    found = read(tmp_path, data, "x-tar", "pile.tar")
    assert found.contents == [("a/one.txt", b"1"), ("two.txt", b"2")]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar_are_refused(tmp_path, kind):
    found = read(tmp_path, tarred((link("x", kind), b""), ("a", b"1")), "x-tar")
    assert found.contents == [("a", b"1")]
    assert [refused.name for refused in found.refused] == ["x"]


@pytest.mark.parametrize(
    "cut", [700, 1024 + 100, 1536 + 300], ids=["in a file", "in a header", "in the next"]
)
def test_a_tar_cut_short_gives_what_came_before_and_says_so(tmp_path, cut):
    data = tarred(("a", b"1" * 500), ("b", b"2" * 500), ("c", b"3" * 500))[:cut]
    spool = tmp_path / "spool"
    with pytest.raises(InputError, match="damaged"):
        read(tmp_path, data, "x-tar")
    assert len(list(spool.iterdir())) == (cut > 1024)


def test_a_damaged_header_is_not_taken_for_the_end(tmp_path):
    data = bytearray(tarred(("a", b"1"), ("b", b"2")))
    data[1024 + 148 : 1024 + 156] = b"garbage!"
    with pytest.raises(InputError, match="damaged"):
        read(tmp_path, bytes(data), "x-tar")


def test_a_wrong_checksum_of_a_packed_tar_is_told(tmp_path):
    data = bytearray(tarred(("a", NOISE), mode="w:gz"))
    data[-6] ^= 0xFF
    with pytest.raises(InputError, match="CRC"):
        read(tmp_path, bytes(data), "x-tar")


@pytest.mark.parametrize(
    ("packed", "kind", "name", "inside"),
    [
        (gzip.compress(b"text"), "gzip", "a/notes.txt.gz", "notes.txt"),
        (bz2.compress(b"text"), "x-bzip2", "notes.tbz2", "notes.tar"),
        (lzma.compress(b"text"), "x-xz", "notes", "notes (unpacked)"),
    ],
)
def test_a_single_packed_file_is_one_member(tmp_path, packed, kind, name, inside):
    assert read(tmp_path, packed, kind, name).contents == [(inside, b"text")]


def test_a_single_packed_file_cut_short_is_refused(tmp_path):
    found = read(tmp_path, gzip.compress(NOISE)[:-2000], "gzip", "x.gz")
    assert not found.members
    assert "cannot be unpacked" in found.refused[0].reason


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=20).filter(lambda n: "\0" not in n), st.binary()), max_size=5
    )
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_every_file_of_a_zip_is_accounted_for(tmp_path_factory, entries):
    try:
        data = zipped(*entries)
    except UnicodeError:
        return
    found = read(tmp_path_factory.getbasetemp(), data)
    files = [name for name, _ in entries if not name.endswith("/")]
    assert len(found.members) + len(found.refused) == len(files)
    assert len({member.name for member in found.members}) == len(found.members)


_ARCHIVES = {
    "zip": zipped(("a.txt", b"aaaa" * 50), ("b/c.bin", NOISE[:500])),
    "x-tar": tarred(("a.txt", b"aaaa" * 50), ("b/c.bin", NOISE[:500]), mode="w:gz"),
    "gzip": gzip.compress(b"aaaa" * 50),
}


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(sorted(_ARCHIVES)), st.integers(0, 2000), st.binary(min_size=1, max_size=4), st.booleans()
)
def test_damage_never_raises_anything_but_input_errors(tmp_path_factory, kind, place, junk, cut):
    data = damaged(_ARCHIVES[kind], place, junk, cut)
    read_or_refuse(containers, tmp_path_factory.getbasetemp(), data, "x", f"application/{kind}")
