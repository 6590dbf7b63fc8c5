"""Which columns of a table hold the texts and their secrets: found by name, or chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from icu_core.errors import TextsError
from icu_core.reading.sensitive import find_spans

# Column names that are recognised, the first that is there wins, and what joins prompt and secret
# where neither has a space at the seam.
PAIRS = (
    *(("prompt", "secret", " "), ("prompt", "completion", " "), ("prompt", "response", " ")),
    *(("question", "answer", "\n"), ("prefix", "suffix", ""), ("context", "target", " ")),
)
TEXT_NAMES = (
    *("text", "texts", "content", "document", "body", "passage", "paragraph", "sentence"),
    *("message", "article", "story", "record", "string"),
)
SECRET_NAMES = ("secret", "secret_text", "sensitive")
MOST_WORDS = 4  # of a name of a column; what has more and reads like a text may be one
MOST_CHARACTERS = 50  # of a name with so many words; a question at the head of a column has fewer


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns to read: a text, a text and the secret inside it, or a prompt and its secret.

    All empty means: find them by their names.
    """

    text: str | None = None
    prompt: str | None = None
    secret: str | None = None


def choose_columns(columns: Columns, names: Sequence[str]) -> Columns:
    """The chosen columns, if they are there; what is not chosen is found by its name.

    Raises:
        TextsError: a column is not there, or none can be found; it lists those that there are.
    """
    for column in (columns.text, columns.prompt, columns.secret):
        if column is not None and column not in names:
            raise TextsError(f"There is no {told(column[:60])}. {_choice(names)}")
    if columns.text is not None and columns.prompt is not None:
        raise TextsError("Choose either a text column, or a prompt and a secret column.")
    if columns.prompt is not None and columns.secret is None:
        raise TextsError(f"A prompt column needs a secret column beside it. {_choice(names)}")
    if columns.text is not None or columns.prompt is not None:
        return columns
    if columns.secret is not None:
        return Columns(text=_text_column(names, apart=columns.secret), secret=columns.secret)
    return _found(names)


def _found(names: Sequence[str]) -> Columns:
    """The columns whose names say that they hold texts."""
    known = {name.lower(): name for name in reversed(names)}
    for prompt, secret, _ in PAIRS:
        if prompt in known and secret in known:
            return Columns(prompt=known[prompt], secret=known[secret])
    secrets = (known[name] for name in SECRET_NAMES if name in known)
    return Columns(text=_text_column(names), secret=next(secrets, None))


def _text_column(names: Sequence[str], *, apart: str = "") -> str:
    """The column that is called text or the like; the only one, whatever it is called."""
    known = {name.lower(): name for name in reversed(names) if name != apart}
    for name in (*TEXT_NAMES, *known) if len(known) == 1 else TEXT_NAMES:
        if name in known:
            return known[name]
    raise TextsError(f"No column is called text or the like. {_choice(names)}")


def _choice(names: Sequence[str]) -> str:
    """What can be chosen; a name that may be a text is only counted."""
    plain = [name for name in names if not _is_data(name)]
    shown = [repr(name) for name in plain[:20]]
    shown += [f"{len(plain) - 20} more"] if len(plain) > 20 else []
    if len(plain) == len(names):
        return f"Choose among the columns: {', '.join(shown)}."
    shown.append(f"{len(names) - len(plain)} named like a text")
    return (
        f"Choose among the columns: {', '.join(shown)}. If the table has no line of names, put "
        "one above it, such as text,secret."
    )


def _is_data(name: str) -> bool:
    """Whether a name may be a text or a secret, as in a table without a line of names."""
    has_digits = sum(map(str.isdigit, name)) > 2
    is_number = has_digits and not any(map(str.isalpha, name))
    is_long = len(name.split()) > MOST_WORDS
    return is_number or (is_long and _reads_on(name)) or bool(find_spans(name))


def _reads_on(name: str) -> bool:
    """Whether many words are more likely a text than a heading: with a number, a name or an end."""
    is_marked = any(char.isdigit() or char.isupper() for char in name[1:])
    return is_marked or name.endswith((".", "!")) or len(name) > MOST_CHARACTERS


def told(name: str | None) -> str:
    """A column as messages may name it."""
    return f"column {name!r}" if name and not _is_data(name) else "column named like a text"


def columns_note(columns: Columns, names: Sequence[str]) -> str:
    """Which of the columns were read, in words.

    What stands over a single column may be a text, where somebody forgot to name it.
    """
    if len(names) == 1 and names[0].lower() not in TEXT_NAMES:
        return "Text from the only column; what stands over it is its name and is not read."
    if columns.prompt is not None:
        return f"Prompt from {told(columns.prompt)}, secret from {told(columns.secret)}."
    inside = f", its secret from {told(columns.secret)}" if columns.secret else ""
    return f"Text from {told(columns.text)}{inside}."


def is_known(name: str) -> bool:
    """Whether a column of this name is taken for texts or secrets."""
    return name.lower() in {
        *TEXT_NAMES,
        *SECRET_NAMES,
        *(each for pair in PAIRS for each in pair[:2]),
    }


def glue_of(columns: Columns) -> str:
    """What joins a prompt and its secret where neither has a space at the seam."""
    names = ((columns.prompt or "").lower(), (columns.secret or "").lower())
    return next((glue for prompt, secret, glue in PAIRS if (prompt, secret) == names), " ")
