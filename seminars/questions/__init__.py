"""Questions of enterprises: asked, grouped, assigned, answered; merged without losing an asker or a wording.

Owns `question_group`, `question`. Knows schedule, enterprises, cases and outbox.
"""
