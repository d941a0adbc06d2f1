"""What the others have done, in figures: the front page, the ledger since 2001, the staff's day and each seminar at a glance.

Owns no table. Also holds the demonstration content, which is written by the deeds of every other package. Knows all below.
"""
