"""The version is looked up when asked for, and not before."""

import subprocess
import sys
from importlib.metadata import version

import pytest

import declass


def test_the_package_knows_its_version():
    assert declass.__version__ == version("declass")


def test_other_names_are_missing_as_in_any_module():
    with pytest.raises(AttributeError, match="nothing_such"):
        declass.nothing_such  # noqa: B018


def test_a_reader_starts_without_looking_it_up():
    told = "import sys, declass.read.zygote; print('importlib.metadata' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
