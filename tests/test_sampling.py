"""Sampling: reproducible text, honest probabilities, models in lockstep."""

import dataclasses
import math

import pytest
import tiny
import torch

from icu_core.decoding import continue_greedy
from icu_core.errors import ConfigError, TextsError
from icu_core.models import from_parts
from icu_core.sampling import Sampling, _choose, samples, stream
from icu_core.tokens import Tokens

PROMPT = (40, 41, 42, 43)


def said(lm: tiny.LM, sampling: Sampling) -> list[int]:
    """Ids of one model's stream."""
    return [step[0].id for step in stream([lm], [PROMPT], sampling) if step[0]]


@pytest.mark.parametrize("family", tiny.FAMILIES)
def test_temperature_zero_is_greedy(family: str) -> None:
    lm = tiny.trained(family, steps=20)
    [greedy] = continue_greedy(lm, [PROMPT], new_tokens=[20])
    stop = greedy.index(0) + 1 if 0 in greedy else 20
    assert said(lm, Sampling(max_new_tokens=20)) == list(greedy[:stop])
    [sample] = samples(lm, PROMPT, Sampling(max_new_tokens=20), n=1)
    assert sample == tuple(i for i in greedy[:stop] if i != 0)


def test_the_same_seed_gives_the_same_text_and_another_seed_another() -> None:
    lm = tiny.lm("llama")
    a = Sampling(temperature=1.0, seed=1, max_new_tokens=30)
    assert said(lm, a) == said(lm, a)
    assert said(lm, a) != said(lm, Sampling(temperature=1.0, seed=2, max_new_tokens=30))
    assert samples(lm, PROMPT, a, n=7) == samples(lm, PROMPT, a, n=20)[:7]


def test_equal_models_side_by_side_say_the_same() -> None:
    lm, other = tiny.lm("gpt2"), tiny.lm("gpt2", tied=False, seed=3)
    sampling = Sampling(temperature=0.8, seed=5, max_new_tokens=20)
    steps = list(stream([lm, other, lm], [PROMPT] * 3, sampling))
    assert all(a == c for a, _, c in steps)
    assert any(a and b and a.id != b.id for a, b, _ in steps)


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_probabilities_are_the_models_own(temperature: float) -> None:
    lm = tiny.trained("gpt_neo", steps=20)
    ids = list(PROMPT)
    sampling = Sampling(temperature=temperature, top_k=3, seed=1, max_new_tokens=10)
    for (token,) in stream([lm], [PROMPT], sampling):
        with torch.no_grad():
            shares = lm.network(input_ids=torch.tensor([ids])).logits[0, -1].softmax(0)
        assert token.probability == pytest.approx(float(shares[token.id]), rel=1e-4)
        best = [a.probability for a in token.alternatives]
        assert best == pytest.approx(shares.topk(5).values.tolist(), rel=1e-4)
        ids.append(token.id)


def test_the_streamed_pieces_join_to_the_text() -> None:
    lm = tiny.lm("gpt2")
    row = tiny.encode(tiny.text("Mara's café is at 12 Älder Row — closed."), lm)
    model = from_parts(tiny.network("gpt2"), tiny.tokenizer(), name="accents")
    tiny.fit(model, [row], steps=80)
    steps = list(stream([model], [row.ids[:4]], Sampling(max_new_tokens=len(row.ids) - 4)))
    text = "".join(step[0].text for step in steps if step[0])
    assert (
        text == "Mara's café is at 12 Älder Row — closed."[len(lm.tokenizer.decode(row.ids[:4])) :]
    )


def test_each_model_stops_at_its_own_end() -> None:
    ends = from_parts(tiny.network("gpt2"), tiny.tokenizer(), name="ends")
    tiny.fit(ends, [Tokens("0", (*PROMPT, 7, 0), 1, (1, 6))], steps=60)
    steps = list(stream([ends, tiny.lm("gpt2")], [PROMPT] * 2, Sampling(max_new_tokens=6)))
    first = [step[0] for step in steps]
    assert [token.id for token in first[:2] if token] == [7, 0]
    assert first[1] and first[1].is_end
    assert first[1].text == ""
    assert first[2:] == [None] * (len(steps) - 2)
    assert len(steps) > 2
    assert samples(ends, PROMPT, Sampling(max_new_tokens=6), n=2) == [(7,), (7,)]


def test_a_full_context_ends_the_stream() -> None:
    lm = tiny.lm("gpt2")
    prompt = [5] * (lm.context - 3)
    assert len(list(stream([lm], [prompt], Sampling(max_new_tokens=50)))) == 3
    assert all(len(s) <= 3 for s in samples(lm, prompt, Sampling(max_new_tokens=50), n=2))


def test_frequencies_follow_the_probabilities() -> None:
    other = [0.0, 0.0, 9.0]  # of a line that nobody asks for
    logits = torch.tensor([other, [math.log(0.5), math.log(0.3), math.log(0.2)]])
    u, lines = (torch.arange(10_000) + 0.5) / 10_000, torch.ones(10_000, dtype=torch.long)
    for sampling, expected in (
        (Sampling(temperature=1.0), [0.5, 0.3, 0.2]),
        (Sampling(temperature=1.0, top_k=2), [0.625, 0.375, 0.0]),
        (Sampling(temperature=1.0, top_p=0.5), [1.0, 0.0, 0.0]),
        (Sampling(temperature=1.0, top_p=0.51), [0.625, 0.375, 0.0]),
        (Sampling(temperature=0.5), [25 / 38, 9 / 38, 4 / 38]),
        (Sampling(temperature=0.0), [1.0, 0.0, 0.0]),
    ):
        counts = torch.bincount(_choose(logits, sampling, u, lines), minlength=3) / 10_000
        assert counts.tolist() == pytest.approx(expected, abs=2e-4)


@pytest.mark.parametrize("temperature", [0.3, 1.0, 3.0])
def test_samples_read_together_are_those_that_are_read_one_by_one(temperature: float) -> None:
    """Where many say the same for a while they are one line to the model, ended ones none."""
    lm, prompt, steps, n = tiny.lm("llama"), [5, 6, 7], 9, 40
    lm = dataclasses.replace(lm, eos_ids=frozenset(range(0, tiny.VOCABULARY, 7)))
    how = Sampling(temperature=temperature, seed=3, max_new_tokens=steps)
    dice = torch.rand(n, steps, generator=torch.Generator().manual_seed(3))

    def alone(u: torch.Tensor) -> tuple[int, ...]:
        said: list[int] = []
        for each in u:
            ids = torch.tensor([[*prompt, *said]])
            with torch.no_grad():
                logits = lm.network(ids).logits[:, -1]
            said.append(int(_choose(logits, how, each[None], torch.tensor([0]))[0]))
            if said[-1] in lm.eos_ids:
                return tuple(said[:-1])
        return tuple(said)

    assert samples(lm, prompt, how, n=n) == [alone(u) for u in dice]


@pytest.mark.parametrize(
    "value",
    [
        {"temperature": -0.1}, {"temperature": math.nan}, {"temperature": 5.1}, {"top_k": -1},
        {"top_k": 1.5}, {"top_p": 0.0}, {"top_p": 1.1}, {"seed": -1}, {"seed": "7"},
        {"max_new_tokens": 0}, {"max_new_tokens": 5000}, {"max_new_tokens": True},
    ],
)  # fmt: skip
def test_a_setting_out_of_bounds_is_refused(value: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match=next(iter(value))):
        Sampling(**value)


def test_a_prompt_that_cannot_be_continued_is_refused() -> None:
    lm = tiny.lm("gpt2")
    with pytest.raises(TextsError, match="empty"):
        next(stream([lm], [[]], Sampling()))
    with pytest.raises(TextsError, match="reads 96: shorten it"):
        samples(lm, [5] * 96, Sampling(), n=1)
