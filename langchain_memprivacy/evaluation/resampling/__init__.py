"""Copies of annotated users with other values: more to learn from than was written by hand.

What people say stays; who they are, what they own and what they suffer from is exchanged.
Strict values are drawn again in their own shape with right check digits, names come from
lists, what is described in words comes from another user of the training split. A value
has one replacement throughout a user's messages, questions and answers.
"""

from .copying import resample

__all__ = ["resample"]
