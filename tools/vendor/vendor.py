"""Copies third-party browser code into `static/vendor/` and writes down what it is.

    (cd tools/vendor && npm ci --ignore-scripts) && python -m tools.vendor.vendor

Exact versions stand in `package.json`, integrity in `package-lock.json`. The copies are committed, so neither users nor
CI need Node. The .wasm is also kept gzipped: the embedded server does not compress.
"""

import base64
import gzip
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MODULES = HERE / "node_modules"
VENDOR = ROOT / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"
NOTICES = ROOT / "THIRD_PARTY_NOTICES.md"


@dataclass(frozen=True)
class Copy:
    """One file taken from a package, or from the licences beside this script."""

    target: str
    source: Path


@dataclass(frozen=True)
class Package:
    """A package and what we take of it."""

    name: str
    licence: str
    about: str
    copies: tuple[Copy, ...]
    licences: tuple[tuple[str, str], ...]
    """(what it covers, the copied file that holds its text)"""

    @property
    def version(self) -> str:
        """The version that was installed."""
        found: str = json.loads((MODULES / self.name / "package.json").read_text("utf-8"))["version"]
        return found


ZXING = MODULES / "zxing-wasm"
PACKAGES = (
    Package(
        name="zxing-wasm",
        licence="MIT AND Apache-2.0",
        about="reads QR codes in the check-in page (the reader build; script and .wasm belong together)",
        copies=(
            Copy("reader.js", ZXING / "dist" / "iife" / "reader" / "index.js"),
            Copy("zxing_reader.wasm", ZXING / "dist" / "reader" / "zxing_reader.wasm"),
            Copy("LICENSE", ZXING / "LICENSE"),
            Copy("LICENSE-zxing-cpp", HERE / "licences" / "Apache-2.0.txt"),
        ),
        licences=(
            ("zxing-wasm, © 2023 Ze-Zheng Wu, MIT", "LICENSE"),
            ("zxing-cpp, compiled into the .wasm, © the ZXing authors, Apache-2.0", "LICENSE-zxing-cpp"),
        ),
    ),
)


def digest(data: bytes) -> str:
    """The SHA-384 of a file, as a browser would write it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode("ascii")


def copied(package: Package) -> list[dict[str, str | int]]:
    """Copies the files of one package; returns a manifest entry for each."""
    folder = VENDOR / package.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    entries = []
    for copy in package.copies:
        data = copy.source.read_bytes()
        files = {copy.target: data}
        if copy.target.endswith(".wasm"):
            files[f"{copy.target}.gz"] = gzip.compress(data, 9, mtime=0)
        for name, content in files.items():
            (folder / name).write_bytes(content)
            entries.append(entry(package, copy, name, content))
    return entries


def entry(package: Package, copy: Copy, name: str, content: bytes) -> dict[str, str | int]:
    """What the manifest says about one file."""
    inside = MODULES in copy.source.parents
    source = copy.source.relative_to(MODULES if inside else HERE).as_posix()
    return {
        "file": f"{package.name}/{name}",
        "package": package.name,
        "version": package.version,
        "licence": package.licence,
        "source": source,
        "bytes": len(content),
        "sha384": digest(content),
    }


def notices() -> str:
    """The page that carries every licence text."""
    parts = [
        "# Third-party notices\n\nThis project ships the following code of others, unchanged, in `static/vendor/`.\n"
    ]
    for package in PACKAGES:
        parts.append(
            f"## {package.name} {package.version}\n\nLicence: {package.licence}. Use: {package.about}.\n"
        )
        for covers, file in package.licences:
            text = (VENDOR / package.name / file).read_text("utf-8").strip("\n")
            parts.append(f"### {covers}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def main() -> None:
    """Copies everything anew."""
    entries = [item for package in PACKAGES for item in copied(package)]
    MANIFEST.write_text(json.dumps(entries, indent=2) + "\n", "utf-8")
    NOTICES.write_text(notices(), "utf-8")
    print(f"{len(entries)} files in {VENDOR.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
