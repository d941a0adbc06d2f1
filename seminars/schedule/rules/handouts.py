"""Which files may be handed out: judged by their first bytes, never by their name (H14)."""

import re
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.core.text import clean_line

LONGEST_NAME = 120
CATEGORIES = {
    "课件": _l("课件"),
    "法规": _l("法规"),
    "指南": _l("指南"),
    "表格": _l("表格"),
    "其他": _l("其他"),
}
"""What a handout is; kept under its Chinese name."""
MIMETYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
}
_HEADS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_PLAIN = re.compile(r"[A-Za-z0-9._-]+")
_UNSAFE = re.compile(r'[\\/:*?"<>|;%\']+')


class FileRefusal(Refusal):
    """`empty`, `kind` (not on the list), `macros` or `too_big`."""


def category_name(kept: str) -> str:
    """课件, 指南, … in the reader's language; one of an older list stays as it was written."""
    return str(CATEGORIES.get(kept, kept))


def plain_edition(typed: str) -> str:
    """The edition alone, for what shows it says 第…版: 第2版 is 2, and none is the first."""
    said = clean_line(typed)
    return (said.removeprefix("第").removesuffix("版") if said.startswith("第") else said).strip() or "1"


def sniffed(file: BinaryIO) -> str:
    """The ending this file deserves: one of `MIMETYPES`. Leaves the file at its start. Raises FileRefusal."""
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if not head:
        raise FileRefusal("empty", _l("这个文件是空的。"), "file")
    for mark, kind in _HEADS.items():
        if head.startswith(mark):
            return kind
    kind = _office_kind(file) if head.startswith(b"PK\x03\x04") else ""
    if not kind:
        raise FileRefusal(
            "kind", _l("请上传PDF、Word、Excel、PowerPoint文件（docx、xlsx、pptx）或图片。"), "file"
        )
    return kind


def safe_name(given: str, kind: str) -> str:
    """A file name that no header and no folder can misread: `../讲义"\\r\\nX.pdf.html` becomes `讲义 X.pdf`."""
    name = clean_line(given.replace("\\", "/")).rsplit("/", 1)[-1]
    stem = _UNSAFE.sub(" ", name).strip(". ")
    while PurePosixPath(stem).suffix.lower().strip(".") in {
        *MIMETYPES,
        "html",
        "htm",
        "svg",
        "exe",
        "js",
        "jpeg",
    }:
        stem = PurePosixPath(stem).stem.strip(". ")
    return f"{' '.join(stem.split())[:LONGEST_NAME] or 'handout'}.{kind}"


def plain_name(name: str) -> str:
    """The same file name for a program that knows no Chinese: `手册 资料.pdf` becomes `handout.pdf`."""
    path = PurePosixPath(name)
    stem = "-".join(_PLAIN.findall(path.stem)).strip("-._")
    return f"{stem or 'handout'}{path.suffix}"


def size_in_words(size: int) -> str:
    """69 B, 12.5 KB, 3.0 MB: alike in both languages."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.1f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def _office_kind(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return ""
    finally:
        file.seek(0)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefusal("macros", _l("文件里有宏，请另存为不含宏的文件。"), "file")
    return next((kind for name, kind in _OFFICE.items() if name in names), "")
