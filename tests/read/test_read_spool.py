"""Files inside files are written under caps, and nothing leaves the spool."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.errors import LimitExceeded
from declass.model.reading import Member, MemberRefused
from declass.read.options import MIB, Limits, Source
from declass.read.spool import MemberWriter, member_name


def writer(folder, **limits):
    return MemberWriter(Source(Path("unused"), "a.zip", "application/zip", folder), Limits(**limits))


def test_members_keep_their_names_and_bytes(tmp_path):
    member = writer(tmp_path).write("a/b.txt", [b"one ", b"two"])
    assert isinstance(member, Member)
    assert (member.name, member.path.read_bytes()) == ("a/b.txt", b"one two")
    assert member.path.parent == tmp_path


def test_a_large_member_is_refused_and_leaves_nothing(tmp_path):
    refused = writer(tmp_path, member_bytes=10).write("a", [b"x" * 6] * 2)
    assert isinstance(refused, MemberRefused)
    assert list(tmp_path.iterdir()) == []


def test_a_bomb_is_told_by_its_ratio(tmp_path):
    spool = writer(tmp_path, zip_ratio=100)
    refused = spool.write("bomb", (bytes(MIB) for _ in range(10**9)), packed_bytes=1000)
    assert isinstance(refused, MemberRefused)
    assert "decompression bomb" in refused.reason
    assert isinstance(spool.write("dense text", [b"x" * 5000], packed_bytes=20), Member)


def test_too_many_members_and_too_many_bytes_end_the_container(tmp_path):
    spool = writer(tmp_path, members=1)
    spool.write("a", [b"x"])
    with pytest.raises(LimitExceeded, match="more than 1 files"):
        spool.write("b", [b"x"])
    spool = writer(tmp_path, total_unpacked_bytes=10)
    spool.write("c", [b"x" * 8])
    with pytest.raises(LimitExceeded, match="take more than"):
        spool.write("d", [b"x" * 8])


@given(st.text() | st.lists(st.sampled_from(["..", "/", "\\", "C:", "a", "\n", ".", " "])).map("".join))
def test_no_name_leads_outside(raw):
    parts = member_name(raw).split("/")
    assert ".." not in parts
    assert "" not in parts
    assert not any(c in member_name(raw) for c in "\n\r\t\0\\")
