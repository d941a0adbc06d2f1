"""The English words: reads every `_('…')` of code and templates into one .po file per package, and compiles them all.

    python -m tools.words                    every package: update the .po files, compile, say what is missing
    python -m tools.words registration       only this package's .po file is touched
    python -m tools.words --compile          only compile what is written
    python -m tools.words --check            change nothing; fail when a word is missing, stale or contradicts another

Message ids are Chinese, so Chinese needs no catalogue. Write the English into `seminars/translations/en/<package>.po`.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import extract, mofile, pofile
from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = Path("seminars", "translations", "en")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "_lp": ((1, "c"), 2),
}
LONG_ENOUGH = 12
"""characters: shorter ones may well repeat themselves (bye-bye)"""
TEMPLATES = {".html", ".txt", ".svg", ".js", ".xml", ".webmanifest"}
LODGERS = {"errors": "site", "security": "accounts"}
"""Template folders whose words belong to another package's .po file."""

HEADER = (
    'msgid ""\nmsgstr ""\n"Language: en\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0 +.\d-]*[a-zA-Z]")

Key = tuple[str, str | None]
"""A message's first id and its context."""


@dataclass(frozen=True)
class Trouble:
    """One thing a person has to put right."""

    package: str
    text: str

    def __str__(self) -> str:
        return f"{self.package}.po: {self.text}"


# -- reading code and templates


def package_of(path: Path) -> str:
    """The package whose .po file holds the words of this file (a path below the root): `site` for the roof."""
    if len(path.parts) < 3:
        return "site"
    return LODGERS.get(path.parts[1], path.parts[1])


def sources(root: Path) -> Iterator[Path]:
    """Every file that may hold words, in a stable order, relative to the root."""
    for top, suffixes in (("seminars", {".py"}), ("templates", TEMPLATES)):
        for path in sorted((root / top).rglob("*.*")):
            if path.suffix in suffixes and "_data" not in path.parts:
                yield path.relative_to(root)


def words_in(root: Path, path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """The message ids (with context) that one file asks for, in order.

    Raises whatever the parser raises on a file that cannot be read, for a half-written template must not lose its words.
    """
    method = "python" if path.suffix == ".py" else "jinja2"
    with (root / path).open("rb") as file:
        options = {"encoding": "utf-8", "silent": "false"}
        for _line, message, _comments, context in extract.extract(method, file, KEYWORDS, (), options):
            yield message, context


def extracted(root: Path) -> tuple[dict[str, Catalog], list[Trouble]]:
    """A catalogue without translations for every package, and the files that could not be read."""
    catalogues: dict[str, Catalog] = {}
    troubles: list[Trouble] = []
    for path in sources(root):
        package = package_of(path)
        catalogue = catalogues.setdefault(package, Catalog(locale="en"))
        try:
            for message, context in words_in(root, path):
                catalogue.add(message, locations=[(path.as_posix(), 1)], context=context)
        except Exception as broken:  # a parser's error, whatever it is called there
            troubles.append(Trouble(package, f"{path.as_posix()} cannot be read: {broken}"))
    return catalogues, troubles


# -- the .po files


def po_file(root: Path, package: str) -> Path:
    """Where the English of a package stands."""
    return root / TRANSLATIONS / f"{package}.po"


def read(root: Path, package: str) -> Catalog:
    """The translations a person has written so far."""
    path = po_file(root, package)
    return pofile.read_po(io.BytesIO(path.read_bytes() if path.exists() else b""), locale="en")


def key(message: Message) -> Key:
    """What makes two messages the same."""
    first = message.id if isinstance(message.id, str) else message.id[0]
    return first, message.context


def strings(message: Message) -> list[str]:
    """The translations of one message: one, or one for each plural form."""
    if not message.string:
        return [""]
    return [message.string] if isinstance(message.string, str) else list(message.string)


def translated(message: Message) -> bool:
    """Whether every form of the message has its English."""
    return all(strings(message)) and (isinstance(message.id, str) or len(strings(message)) == 2)


def fill(catalogue: Catalog, known: dict[Key, Message]) -> None:
    """Puts known translations of the same shape into a freshly read catalogue."""
    for message in catalogue:
        old = known.get(key(message)) if message.id else None
        if old is not None and isinstance(old.id, str) == isinstance(message.id, str):
            message.string = old.string


def text_of(catalogue: Catalog) -> str:
    """The .po text: sorted, without line numbers and dates, so that a diff shows only words."""
    buffer = io.BytesIO()
    pofile.write_po(
        buffer,
        catalogue,
        width=110,
        omit_header=True,
        sort_output=True,
        include_lineno=False,
        ignore_obsolete=True,
    )
    return HEADER + buffer.getvalue().decode("utf-8").lstrip("\n")


def lexicon(written: dict[str, Catalog]) -> dict[Key, Message]:
    """Every translation of the house by its message, the first package's winning."""
    known: dict[Key, Message] = {}
    for package in sorted(written):
        for message in written[package]:
            if message.id and translated(message):
                known.setdefault(key(message), message)
    return known


def written_packages(root: Path) -> set[str]:
    """The packages that have a .po file."""
    return {path.stem for path in (root / TRANSLATIONS).glob("*.po")}


def updated(root: Path) -> tuple[dict[str, Catalog], list[Trouble]]:
    """What the .po files should hold now; packages with an unreadable file keep their old words."""
    fresh, troubles = extracted(root)
    written = {package: read(root, package) for package in sorted(written_packages(root) | set(fresh))}
    known = lexicon(written)
    for package, catalogue in fresh.items():
        fill(catalogue, known)
        fill(catalogue, {key(message): message for message in written[package] if message.id})
    unreadable = {trouble.package for trouble in troubles}
    result = {package: written[package] if package in unreadable else fresh[package] for package in fresh}
    return {package: catalogue for package, catalogue in result.items() if len(catalogue)}, troubles


# -- what is wrong


def placeholders(text: str) -> set[str]:
    """The names a text asks to be filled in."""
    return set(PLACEHOLDER.findall(text))


def fills(text: str, names: set[str]) -> bool:
    """Whether Python can fill the text: a lone % sign in a text with placeholders cannot be printed."""
    try:
        _ = text % dict.fromkeys(names, 1)
    except (TypeError, ValueError, KeyError):
        return False
    return True


def is_said_again(text: str) -> bool:
    """Whether the text is the same sentence several times over, as a merge of two .po files can leave it."""
    again = (text + text).find(text, 1)
    return LONG_ENOUGH <= again < len(text)


def wrong_in(package: str, message: Message) -> Iterator[Trouble]:
    """What is wrong with one message of a package."""
    first, _context = key(message)
    if not translated(message):
        yield Trouble(package, f"no English for {first!r}")
        return
    if any(map(is_said_again, strings(message))):
        yield Trouble(package, f"said several times over: {first!r}")
    wanted = placeholders(first)
    for number, string in enumerate(strings(message)):
        singular = isinstance(message.id, tuple) and number == 0
        have = placeholders(string)
        if have - wanted or (wanted - have and not singular):
            yield Trouble(package, f"placeholders differ: {first!r} and {string!r}")
        elif wanted and not (fills(first, wanted) and fills(string, wanted)):
            yield Trouble(package, f"a lone % sign (write %%): {first!r} and {string!r}")


def contradictions(catalogues: dict[str, Catalog]) -> Iterator[Trouble]:
    """The same message said in two ways."""
    seen: dict[Key, tuple[str, list[str]]] = {}
    for package in sorted(catalogues):
        for message in catalogues[package]:
            if not message.id or not translated(message):
                continue
            other, before = seen.setdefault(key(message), (package, strings(message)))
            if before != strings(message):
                yield Trouble(
                    package, f"{key(message)[0]!r} is {strings(message)} here and {before} in {other}.po"
                )


def troubles_of(root: Path) -> list[Trouble]:
    """Everything that keeps the words from being complete; empty when all is well."""
    catalogues, troubles = updated(root)
    for package in sorted(written_packages(root) | set(catalogues)):
        text = text_of(catalogues[package]) if package in catalogues else ""
        path = po_file(root, package)
        if not path.exists() or path.read_text("utf-8") != text:
            troubles.append(Trouble(package, "not up to date with the code: run ./dev.sh words"))
    return troubles + wrong_words(catalogues)


def wrong_words(catalogues: dict[str, Catalog]) -> list[Trouble]:
    """What is untranslated, mistranslated or contradictory."""
    wrong = [
        trouble
        for package in sorted(catalogues)
        for message in catalogues[package]
        if message.id
        for trouble in wrong_in(package, message)
    ]
    return wrong + list(contradictions(catalogues))


# -- deeds


def compile_catalogue(root: Path) -> Path:
    """Merges every .po file into the one compiled catalogue that the house reads; returns its path."""
    merged = Catalog(locale="en", domain="messages")
    for message in lexicon({package: read(root, package) for package in written_packages(root)}).values():
        merged.add(message.id, message.string, context=message.context)
    path = root / TRANSLATIONS / "LC_MESSAGES" / "messages.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".new")
    with half.open("wb") as file:
        mofile.write_mo(file, merged)
    half.replace(path)
    return path


def update(root: Path, packages: list[str]) -> list[Trouble]:
    """Writes the .po files (of the named packages, or all), compiles, and returns what is still missing."""
    catalogues, troubles = updated(root)
    for package in sorted(written_packages(root) | set(catalogues)):
        if packages and package not in packages:
            continue
        path = po_file(root, package)
        if package not in catalogues:
            if not any(trouble.package == package for trouble in troubles):
                path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        text = text_of(catalogues[package])
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    compile_catalogue(root)
    return troubles + [
        trouble for trouble in wrong_words(catalogues) if not packages or trouble.package in packages
    ]


def main(arguments: list[str] | None = None) -> int:
    """The command; 0 when every word has its English (or when only updating)."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.words", description="The English words of the house."
    )
    parser.add_argument("--check", action="store_true", help="change nothing, fail when words are missing")
    parser.add_argument("--compile", action="store_true", help="only compile what is written")
    parser.add_argument("packages", nargs="*", help="touch only these packages' .po files")
    options = parser.parse_args(arguments)
    if options.compile:
        compile_catalogue(ROOT)
        return 0
    troubles = troubles_of(ROOT) if options.check else update(ROOT, options.packages)
    for trouble in troubles:
        print(trouble)
    print(f"words: {len(troubles)} to put right" if troubles else "words: complete")
    return 1 if troubles and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
