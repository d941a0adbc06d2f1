"""What it was worth and what is still open: front page, overviews, the ledger since 2001, demonstration content.

Owns nothing. Knows everything below.
"""
