"""The command line, run in this process for speed or as a real command where the process matters."""

import csv
import io
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli_process import shell
from declass.cli.main import main

PARTS = {
    "first.txt": "RECORD NUMBER : 104-10003-10041\nThe harbour strike began on 3 May 1974 at the quay.\n",
    "second.txt": "CABLE 14 SEP 1974\nThe lighthouse keeper saw a launch.\fSecond page: nothing.\n",
    "tercero.txt": "La huelga del puerto duró nueve días y el capitán no recibió órdenes de la junta.\n",
}


@dataclass
class Said:
    """What a call printed."""

    stdout: str
    stderr: str

    @property
    def rows(self):
        return [json.loads(line) for line in self.stdout.splitlines()]

    @property
    def csv(self):
        return list(csv.DictReader(io.StringIO(self.stdout)))


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch, tmp_path):
    """No archive, language or colour of the machine's own."""
    for name in ("DECLASS_LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("DECLASS_ARCHIVE", str(tmp_path / "none"))


@pytest.fixture
def declass(capsys, monkeypatch):
    """Run a verb: ``declass("search", "words", archive=folder, exit_code=0, given="standard input")``."""

    def run(*words, archive=None, exit_code=0, given=""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8"))
        before = ["--archive", str(archive)] if archive else []
        with pytest.raises(SystemExit) as end:
            main([*before, *(str(word) for word in words)])
        said = Said(*capsys.readouterr())
        assert end.value.code == exit_code, said.stderr
        return said

    return run


@pytest.fixture(scope="session")
def texts(tmp_path_factory) -> Path:
    """A folder of three small text files."""
    folder = tmp_path_factory.mktemp("texts") / "papers"
    folder.mkdir()
    for name, text in PARTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def tiny_original(texts, tmp_path_factory) -> Path:
    """An archive of the text files; copy it before writing to it."""
    root = tmp_path_factory.mktemp("tiny") / "archive"
    ended = shell("--archive", root, "-q", "add", texts, "--collection", "Papers", "--workers", "1")
    assert ended.returncode == 0, ended.stderr
    return root


@pytest.fixture
def tiny(tiny_original, tmp_path) -> Path:
    """A copy of that archive, to write to."""
    return shutil.copytree(tiny_original, tmp_path / "archive")
