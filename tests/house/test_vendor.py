"""Third-party browser code is exactly what the manifest says, with its licences."""

import gzip
import json
import re

import pytest

from tools.vendor.vendor import HERE, MANIFEST, NOTICES, ROOT, VENDOR, digest

ENTRIES = json.loads(MANIFEST.read_text("utf-8"))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_a_vendored_file_is_unchanged(entry: dict[str, str]) -> None:
    data = (VENDOR / entry["file"]).read_bytes()
    assert (len(data), digest(data)) == (entry["bytes"], entry["sha384"])


def test_no_file_came_in_by_another_way() -> None:
    found = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert found == {entry["file"] for entry in ENTRIES} | {MANIFEST.name}


def test_a_changed_file_would_be_noticed() -> None:
    data = (VENDOR / ENTRIES[0]["file"]).read_bytes()
    assert digest(data + b" ") != ENTRIES[0]["sha384"]


def test_the_gzipped_reader_is_the_reader() -> None:
    folder = VENDOR / "zxing-wasm"
    assert (
        gzip.decompress((folder / "zxing_reader.wasm.gz").read_bytes())
        == (folder / "zxing_reader.wasm").read_bytes()
    )


def test_versions_are_exact_and_the_lock_names_no_host() -> None:
    wanted = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
    lock = (HERE / "package-lock.json").read_text("utf-8")
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert '"resolved"' not in lock
    assert {entry["package"]: entry["version"] for entry in ENTRIES} == wanted


def test_every_licence_text_is_in_the_notices() -> None:
    notices = NOTICES.read_text("utf-8")
    for entry in ENTRIES:
        if "LICENSE" in entry["file"]:
            assert (VENDOR / entry["file"]).read_text("utf-8").strip("\n") in notices
    assert NOTICES.parent == ROOT
