"""What happened in a run, in sentences: one or more of every event.

Plain text, as `words`.
"""

from __future__ import annotations

from collections.abc import Sequence

from icu_core.ui import words
from icu_core.ui.live import Event, View, others


def log(view: View) -> list[tuple[float, str]]:
    """What happened, newest first: seconds since the first event, and a sentence."""
    if not view.events:
        return []
    start = view.events[0]["time"]
    lines = [
        (event["time"] - start, sentence)
        for event in view.events
        for sentence in _told(event, len(view.targets))
    ]
    return lines[::-1]


def _told(event: Event, targets: int) -> Sequence[str]:
    kind = event["type"]
    if kind == "started":
        again = event.get("resumed_from")
        where = f"on {event.get('device', 'cpu')}"
        return [
            f"Resumed from iteration {again} {where}." if again is not None else f"Started {where}."
        ]
    if kind == "prepared":
        return _told_prepared(event)
    if kind == "iteration":
        return [_told_iteration(event, targets)]
    if kind == "finished":
        reason = words.HEADLINES.get(event["reason"], "Finished")
        result = event["result"]
        after = f"The result is iteration {result}." if result else "There is no unlearned model."
        return [f"{reason}. {after}"]
    if kind == "failed":
        return [f"Failed: {event.get('message', '')}"]
    if kind == "interrupted":
        return [str(event.get("message") or "Interrupted; what was done so far is kept.")]
    return []


def _told_prepared(event: Event) -> list[str]:
    skipped = sum(len(each["skipped"]) for each in event["pairs"])
    use = "to learn from instead" if event.get("learns", True) else "to be watched beside it"
    has_several = any(len(pair.get("partners", ())) > 1 for pair in event["pairs"])
    sentence = f"Every text has {'partners' if has_several else 'a partner'} {use}"
    if skipped:
        sentence += f"; {words.count(skipped, 'candidate')} came too close and had to be left out"
    level = event.get("levels")
    lines = [str(note) for note in event.get("notes", ())] + [f"{sentence}."]
    others = sum(map(len, (event.get("rewordings") or {}).values()))
    if others:
        lines.append(
            f"Found {words.count(others, 'other wording')} in which the model tells the secrets."
        )
    if level:
        lines.append(f"Measured what {words.count(level['n'], 'never-seen text')} would give.")
    return lines


def _told_iteration(event: Event, targets: int) -> str:
    forgotten = f"{event['forgotten']} of {words.count(targets, 'text')} forgotten"
    kept = others(event)
    knows = f"; other records still known: {words.percent(kept['exact'])}" if kept.get("n") else ""
    seconds = sum(event["seconds"].values())
    if event["number"] == 0:
        said = sum(1 for each in event["scores"] if each["exact"])
        return f"Before: the model says {said} of {targets} secrets word for word{knows}."
    return f"Iteration {event['number']}: {forgotten}{knows} ({seconds:.1f} s).{_taken_back(event)}"


def _taken_back(event: Event) -> str:
    """That steps were too large, where they were."""
    times = event.get("taken_back", 0)
    if not times:
        return ""
    return (
        f" Other knowledge suffered too much in {words.count(times, 'larger step')}, which "
        f"{'was' if times == 1 else 'were'} taken back; the step is {event['step_size']:.1e} now."
    )
