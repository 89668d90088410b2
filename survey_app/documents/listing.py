"""Words as a list in a sentence. Knows nothing else."""


def join_words(words: tuple[str, ...]) -> str:
    """The words as a list in a sentence: "a, b và c"."""
    return " và ".join(part for part in (", ".join(words[:-1]), "".join(words[-1:])) if part)
