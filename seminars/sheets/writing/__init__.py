"""Writing files of rows in constant memory: a workbook or a text file that spreadsheets open rightly."""

from seminars.sheets.writing.files import Note, write_csv, write_template, write_xlsx

__all__ = ["Note", "write_csv", "write_template", "write_xlsx"]
