"""What the others have done, in figures: the front page, the ledger since 2001, the staff's day and each seminar at a glance.

Owns the counted figures of the ledger. Also holds the demonstration content, which the deeds of all other packages write. Knows all below.
"""
