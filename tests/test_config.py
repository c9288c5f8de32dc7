"""Settings: one precedence, clear refusals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass import config
from declass.errors import UsageError


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    for name in config.NAMES:
        monkeypatch.delenv(f"DECLASS_{name.upper()}", raising=False)


def test_every_setting_is_described_and_has_a_default():
    assert set(config.HELP) == set(config.NAMES)
    assert config.Settings().processes >= 1


def test_command_line_beats_environment_beats_archive_beats_default(tmp_path, monkeypatch):
    assert config.load(tmp_path).dpi == 300
    config.store(tmp_path, "dpi", "200")
    assert (config.load(tmp_path).dpi, config.whence(tmp_path, "dpi")) == (200, "archive")
    monkeypatch.setenv("DECLASS_DPI", "150")
    assert (config.load(tmp_path).dpi, config.whence(tmp_path, "dpi")) == (150, "environment")
    assert config.load(tmp_path, {"dpi": 72, "ocr": None}).dpi == 72


def test_a_stored_setting_can_be_taken_back(tmp_path):
    config.store(tmp_path, "ocr_languages", "es,pt")
    assert config.load(tmp_path).languages == ("es", "pt")
    config.store(tmp_path, "ocr_languages", None)
    assert config.load(tmp_path).languages == ("en",)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("colour", "red", "there is no setting"),
        ("ocr", "sometimes", "Choose one of"),
        ("dpi", "many", "whole number"),
        ("dpi", "0", "cannot be 0"),
        ("workers", "-1", "cannot be -1"),
    ],
)
def test_a_bad_setting_is_refused_by_name(tmp_path, name, value, word):
    with pytest.raises(UsageError, match=word):
        config.store(tmp_path, name, value)


def test_a_damaged_settings_file_is_named(tmp_path):
    (tmp_path / "settings.toml").write_text("dpi = = 3")
    with pytest.raises(UsageError, match=r"settings\.toml cannot be read"):
        config.load(tmp_path)


@given(
    st.sampled_from([n for n in config.NAMES if isinstance(getattr(config.Settings(), n), int)]),
    st.integers(1, 10**6),
)
def test_numbers_round_trip(tmp_path_factory, name, value):
    folder = tmp_path_factory.mktemp("archive")
    config.store(folder, name, str(value))
    assert config.stored(folder) == {name: value}
