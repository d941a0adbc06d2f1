"""Cases: the promise to answer. Who (an officer), by when (working days), and the log until closure.

Owns `follow_up_case`, `case_asker`, `case_entry`. Knows enterprises, accounts, workdays and outbox.
"""
