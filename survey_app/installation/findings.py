"""What a check has found: all is well, something to look at, or a fault that must be put right before answers are collected."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["good", "look", "fault"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `remedy` says what to do; it is empty where all is well."""

    subject: str
    level: Level
    words: str
    remedy: str = ""


def good(subject: str, words: str) -> Finding:
    """All is well."""
    return Finding(subject, "good", words)


def look(subject: str, words: str, remedy: str) -> Finding:
    """Something that works and might not tomorrow, or that this check cannot know."""
    return Finding(subject, "look", words, remedy)


def fault(subject: str, words: str, remedy: str) -> Finding:
    """Something that loses answers, tells who gave them, or keeps people out."""
    return Finding(subject, "fault", words, remedy)
