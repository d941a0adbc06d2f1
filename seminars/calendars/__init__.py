"""Calendars: one event a seminar, the same in file, feed and letter.

Owns nothing: the text of an event is stored with its seminar. Knows schedule and registration.
"""
