"""Asking for feedback, and taking it in."""

from seminars.feedback.service.giving import FeedbackRefusal, Opinion, give
from seminars.feedback.service.inviting import OPEN_FOR, invite_all

__all__ = ["OPEN_FOR", "FeedbackRefusal", "Opinion", "give", "invite_all"]
