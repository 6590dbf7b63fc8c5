"""How able a model still is: public benchmarks through lm-evaluation-harness, an optional extra.

Units     accuracies as shares 0..1, as the harness gives them.
Source    https://github.com/EleutherAI/lm-evaluation-harness; the tasks are those of the ICU paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from icu_core.errors import ConfigError
from icu_core.models import LM

PAPER_TASKS = {
    "hellaswag": "hellaswag", "lambada": "lambada_openai", "winogrande": "winogrande",
    "copa": "copa", "arc-e": "arc_easy", "arc-c": "arc_challenge", "piqa": "piqa",
    "mathqa": "mathqa", "pubmedqa": "pubmedqa",
}  # fmt: skip
"""The nine classification tasks as the paper calls them, and as the harness does."""


def evaluate(
    lm: LM,
    tasks: Sequence[str],
    *,
    folder: Path | None = None,
    limit: int | None = None,
    batch_size: int = 8,
) -> dict[str, dict[str, float]]:
    """The figures of each task; a task is one of the paper's names or of the harness's.

    `folder` holds tasks of your own, `limit` takes only so many questions of each. Raises
    ConfigError without the harness, or where it has no such task.
    """
    try:
        from lm_eval import simple_evaluate
        from lm_eval.models.huggingface import HFLM
        from lm_eval.tasks import TaskManager
    except ImportError as error:
        raise ConfigError(
            "Utility benchmarks need the harness: pip install 'lm-eval[hf]' (the extra utility)."
        ) from error
    names = [PAPER_TASKS.get(task, task) for task in tasks]
    manager = TaskManager(include_path=str(folder) if folder else None)
    known = set(manager.all_tasks)
    if unknown := [name for name in names if name not in known]:
        raise ConfigError(f"The harness has no task {', '.join(unknown)}.")
    model = HFLM(pretrained=lm.network, tokenizer=lm.tokenizer, batch_size=batch_size)
    found: dict[str, Any] = simple_evaluate(
        model=model, tasks=names, task_manager=manager, limit=limit, bootstrap_iters=0
    )
    return {name: _figures(found["results"][name]) for name in names}


def _figures(result: dict[str, Any]) -> dict[str, float]:
    """The numbers of a task, without their errors: `acc`, `acc_norm`, `perplexity`, ..."""
    return {
        name.partition(",")[0]: float(value)
        for name, value in result.items()
        if "," in name and "_stderr" not in name and isinstance(value, (int, float))
    }
