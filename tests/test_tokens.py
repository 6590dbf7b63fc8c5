"""Tokens: what counts, what is secret, and how rows stand side by side."""

import pytest
import tiny
import torch

from icu_core.errors import TextsError
from icu_core.models import LM, from_parts
from icu_core.texts import Span, Text, last_half
from icu_core.tokens import IGNORE, Tokens, batches, collate, encode, tail, windows


def lm(*, start: bool = False, end: bool = False, pad: str | None = "end") -> LM:
    """A tiny model whose tokenizer puts special tokens around, or not."""
    tokenizer = tiny.tokenizer(start=start, end=end, pad=pad)
    return from_parts(tiny.network("gpt2"), tokenizer, name="tiny")


def row(length: int, *, id: str = "r", first: int = 1, front: int = 0) -> Tokens:
    """A row of `length` tokens whose second half is the secret."""
    return Tokens(id, tuple(range(3, 3 + length)), first, (max(first, length // 2), length), front)


def test_the_first_token_cannot_be_predicted_and_does_not_count() -> None:
    tokens = encode(tiny.text("The code is 8841-30."), lm())
    assert (tokens.first, tokens.front) == (1, 0)


def test_a_start_token_is_kept_and_makes_every_real_token_count() -> None:
    plain = encode(tiny.text("The code is 8841-30."), lm())
    tokens = encode(tiny.text("The code is 8841-30."), lm(start=True))
    assert tokens.ids == (1, *plain.ids)
    assert (tokens.first, tokens.front) == (1, 1)


def test_an_appended_end_token_is_left_out() -> None:
    assert (
        encode(tiny.text("The code is 8841."), lm(end=True)).ids
        == encode(tiny.text("The code is 8841."), lm()).ids
    )


@pytest.mark.parametrize("start", [False, True])
def test_the_secret_is_every_token_that_touches_it(start: bool) -> None:
    model = lm(start=start)
    words = "Her phone number is 555-0142, she said."
    tokens = encode(tiny.text(words, secret="555-0142"), model)
    said = model.tokenizer.decode(tokens.secret_ids)
    assert "555-0142" in said
    assert len(said) <= len(" 555-0142,")
    assert tokens.prompt_ids + tokens.secret_ids == tokens.ids[: tokens.secret[1]]


def test_a_text_that_is_all_secret_starts_at_the_first_counted_token() -> None:
    words = "The code is 8841."
    assert encode(tiny.text(words, secret=words), lm()).secret[0] == 1


def test_an_end_token_inside_a_text_counts_though_padding_shares_its_id() -> None:
    model = lm(pad="end")
    assert model.pad_id in model.eos_ids
    tokens = encode(tiny.text("One.<|end|>Two and three."), model)
    place = tokens.ids.index(0)
    batch = collate([tokens, row(len(tokens.ids) + 4)], model)
    assert batch.labels_BT[0, place] == 0
    assert batch.attention_BT[0, place] == 1


@pytest.mark.parametrize("words", ["", "a", "th"])
def test_a_text_too_short_to_predict_is_refused(words: str) -> None:
    with pytest.raises(TextsError, match="too short"):
        encode(Text("x", words, Span(0, len(words), "secret")), lm())


def test_a_text_longer_than_the_context_is_refused_with_the_way_out() -> None:
    with pytest.raises(TextsError, match=r"reads 96: split it into windows"):
        encode(tiny.text(" ".join(tiny.SENTENCES)), lm())


@pytest.mark.parametrize("span", [Span(5, 5, "s"), Span(0, 1, "s"), Span(99, 120, "s")])
def test_a_secret_that_no_counted_token_holds_is_refused(span: Span) -> None:
    with pytest.raises(TextsError, match="secret of text 'x'"):
        encode(Text("x", "Q is a letter.", span), lm())


@pytest.mark.parametrize("start", [False, True])
def test_windows_fit_and_join_to_the_text(start: bool) -> None:
    model = lm(start=start)
    words = " ".join([*tiny.SENTENCES, *tiny.SENTENCES[1:]]) + "x" * 300
    text = tiny.text(words, secret="555-0142", id="long")
    parts = windows(text, model)
    assert "".join(part.text for part in parts) == words
    assert [part.id for part in parts] == [f"long#{i + 1}" for i in range(len(parts))]
    rows = [encode(part, model) for part in parts]
    assert max(len(each.ids) for each in rows) <= model.context
    assert sum("555-0142" in part.secret_text for part in parts) == 1
    other = next(part for part in parts if "555-0142" not in part.secret_text)
    assert other.secret == last_half(other.text)  # of a kind that says so, and no word is cut


def test_windows_keep_their_own_spans() -> None:
    words = " ".join(tiny.SENTENCES)
    at = words.index("5520")
    text = Text("t", words, Span(0, 9, "name"), (Span(at, at + 14, "account"),))
    found = [part.text[s.start : s.stop] for part in windows(text, lm()) for s in part.spans]
    assert "".join(found) == "5520 9913 0042"


def test_a_text_that_fits_is_its_own_window() -> None:
    text = tiny.text(tiny.SENTENCES[0])
    assert windows(text, lm()) == [text]


def test_the_tail_is_the_papers_split() -> None:
    tokens = row(200)
    prompt, true = tail(tokens)
    assert (prompt, true) == (tokens.ids[100:150], tokens.ids[150:])


def test_the_tail_of_a_short_text_is_in_proportion() -> None:
    prompt, true = tail(row(40), prompt_tokens=50, secret_tokens=50)
    assert (len(prompt), len(true)) == (20, 20)
    prompt, true = tail(row(3))
    assert (len(prompt), len(true)) == (1, 2)


def test_the_tail_keeps_start_tokens_in_front() -> None:
    tokens = row(201, front=1)
    prompt, true = tail(tokens)
    assert prompt == tokens.ids[:1] + tokens.ids[101:151]
    assert true == tokens.ids[151:]


def test_padding_is_on_the_right_and_never_counts() -> None:
    batch = collate([row(5), row(3)], lm())
    assert batch.attention_BT.tolist() == [[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]
    assert batch.labels_BT.tolist() == [[IGNORE, 4, 5, 6, 7], [IGNORE, 4, 5, IGNORE, IGNORE]]
    assert batch.secret_BT.long().tolist() == [[0, 0, 1, 1, 1], [0, 1, 1, 0, 0]]


def test_batches_hold_every_row_once_with_little_padding() -> None:
    lengths = torch.randint(4, 96, (200,), generator=torch.Generator().manual_seed(0)).tolist()
    rows = [row(length) for length in lengths]
    found = list(batches(rows, lm(), tokens_per_batch=500))
    assert sorted(i for batch in found for i in batch) == list(range(200))
    for batch in found:
        sizes = [lengths[i] for i in batch]
        assert max(sizes) * len(sizes) <= 500
        assert sum(sizes) >= 0.9 * max(sizes) * len(sizes)
    assert len(found) < 60


def test_a_row_longer_than_a_batch_comes_alone() -> None:
    assert list(batches([row(90), row(90)], lm(), tokens_per_batch=50)) == [[0], [1]]


def test_no_rows_make_no_batches() -> None:
    assert list(batches([], lm())) == []
