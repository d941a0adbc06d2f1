"""Feedback after the seminar: one link for each person who came, answers without a name, follow-up where it hurts.

Owns `feedback_invitation`, `feedback_answer`. Knows registration, checkin and cases.
"""
