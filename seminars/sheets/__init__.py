"""Files of rows: read within limits, matched, checked, taken in; and written without anything a spreadsheet would run.

Owns import_file and export_file with their rows and pieces. Knows accounts and core, and no word of the trade: what a row
means is said by the packages above, which `wiring.py` names here.
"""
