"""The evaluations as LangSmith experiments: private on their way there, or wholly offline.

Examples are local and raw, under ids of their own; what is uploaded, of data sets, runs,
scores and settings, passes a client that knows every annotated value and sends
placeholders in its place.
"""

from .client import experiment_client, upload
from .evaluators import extraction_evaluators, extraction_summary, utility_evaluators
from .examples import message_examples, question_examples
from .running import means, run_experiment
from .targets import answering_target, extraction_target, retrieval_target

__all__ = [
    "answering_target",
    "experiment_client",
    "extraction_evaluators",
    "extraction_summary",
    "extraction_target",
    "means",
    "message_examples",
    "question_examples",
    "retrieval_target",
    "run_experiment",
    "upload",
    "utility_evaluators",
]
