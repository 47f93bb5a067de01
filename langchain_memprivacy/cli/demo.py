"""`demo`: a two-session conversation, step by step, with nothing but what is installed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click


@click.command(short_help="Play a bundled conversation, step by step.")
@click.option(
    "--language",
    type=click.Choice(["en", "zh", "both"]),
    default="both",
    show_default=True,
    help="Which dialogue to play.",
)
def demo(language: str) -> None:
    """Play a bundled conversation: what is typed, what leaves, what comes back, what is seen."""
    from ..demo.dialogues import LANGUAGES  # noqa: PLC0415  # --help must not pay for it

    for one in LANGUAGES if language == "both" else (language,):
        _play(one)


def _play(language: str) -> None:
    from ..defaults import MemPrivacy  # noqa: PLC0415
    from ..demo.cloud import StandInCloud  # noqa: PLC0415
    from ..demo.dialogues import load  # noqa: PLC0415
    from ..vault.crypto import new_key  # noqa: PLC0415
    from ..vault.sqlite import SQLiteVault  # noqa: PLC0415
    from .tables import Columns, show_entries  # noqa: PLC0415

    screen, dialogue, cloud = Columns(), load(language), StandInCloud()
    sent: list[str] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        SQLiteVault(Path(folder) / "vault.db", key=new_key()) as vault,
    ):
        screen.heading(dialogue.title)
        screen.note(
            "The cloud is a scripted stand-in on this machine: it sees the second column only."
        )
        for session in dialogue.sessions:
            cloud.new_session()
            privacy = MemPrivacy(vault=vault, scope=language)  # nothing carries over but the vault
            rows = []
            for turn in session.turns:
                leaves = privacy.desensitize(turn.user)
                sent.append(leaves)
                restorer = privacy.restorer()
                chunks = list(cloud.reply(leaves, turn.answer))
                seen = "".join(map(restorer.feed, chunks)) + restorer.flush()
                rows.append((turn.user, leaves, "".join(chunks), seen))
            screen.heading(session.title)
            screen.turns(rows)
        show_entries(vault.entries(language), reveal=True, title="The vault on this device")
        secrets = {
            value for s in dialogue.sessions for turn in s.turns for _, value in turn.private
        }
        leaked = sum(any(value in text for text in sent) for value in secrets)
        screen.note(
            f"{leaked} of {len(secrets)} private values reached the cloud in {len(sent)} messages. "
            "Credentials (PL4) were kept in memory only; everything else encrypted in a vault file "
            "that is deleted now."
        )
