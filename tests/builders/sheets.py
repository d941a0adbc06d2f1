"""Files of rows for tests: honest ones as spreadsheets make them, and those that strangers make."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from seminars.sheets.worker import Worker
from tests.pages import Client

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
ROOT_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def write_book(path: Path, rows: Sequence[Sequence[Any]], sheet: str = "名单") -> Path:
    """A workbook with these rows: text stays text, numbers are numbers, `=…` is a formula."""
    with Workbook(str(path)) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, str) and not value.startswith("="):
                    page.write_string(number, place, value)
                elif value is not None:
                    page.write(number, place, value)
    return path


def write_parts(path: Path, sheet: str, more: Mapping[str, str | bytes] | None = None) -> Path:
    """A workbook by hand: the XML of its rows, and whatever else is to lie in it."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT_LINKS,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/worksheets/sheet1.xml": SHEET.format(sheet),
        **(more or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def uploaded(content: bytes | str | Path, name: str = "名单.csv") -> tuple[io.BytesIO, str]:
    """A file as a form sends it."""
    if isinstance(content, Path):
        content = content.read_bytes()
    return io.BytesIO(content.encode() if isinstance(content, str) else content), name


def table(*rows: Sequence[str]) -> str:
    """Rows as text with commas; for fields without commas and quotes."""
    return "".join(",".join(row) + "\r\n" for row in rows)


def said_yes(client: Client, page: str) -> dict[str, str]:
    """What the form that takes a file in sends, as its page shows it; nothing where there is none."""
    return dict(re.findall(r'name="(shown)"[^>]*value="(\w*)"', client.get(page).text))


def looked_at(
    client: Client, address: str, content: bytes | str | Path, name: str = "名单.csv", **columns: str
) -> str:
    """Upload, accept the guess (or these columns), let the worker check; returns the address of the file's page."""
    page = str(client.post(address, data={"file": uploaded(content, name)}).location)
    shown = client.get(page).text
    fields = dict(re.findall(r'name="(column_\w+)".*?selected value="(\d*)"', shown, re.DOTALL))
    assert client.post(f"{page}/match", data=fields | columns).status_code == 303
    Worker(client.application).run_dry()
    return page


def taken_in(client: Client, page: str, **typed: str) -> str:
    """Say yes to what the page shows, let the worker save; returns the page after it."""
    client.post(f"{page}/confirm", data=said_yes(client, page) | typed)
    Worker(client.application).run_dry()
    return client.get(page).text


def taken_back(client: Client, page: str) -> str:
    """Undo the import and let the worker do it; returns the page after it."""
    client.post(f"{page}/back")
    Worker(client.application).run_dry()
    return client.get(page).text
