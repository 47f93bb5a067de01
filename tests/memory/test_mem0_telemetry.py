"""Mem0's own reports: off when the adapter is imported first, and once there is an adapter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# Who was asked for, by name or by address, beside this machine; none of it goes out.
PROGRAM = """
import json, socket, sys, threading
asked = []
def resolve(host, *args, **kwargs):
    asked.append(str(host))
    raise OSError("no network here")
connect = socket.socket.connect
def local(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] != "127.0.0.1":
        asked.append(str(address[0]))
        raise OSError("no network here")
    return connect(self, address)
look_up = socket.getaddrinfo
socket.getaddrinfo = lambda host, *a, **k: (
    look_up(host, *a, **k) if host == "127.0.0.1" else resolve(host))
socket.socket.connect = local

from pathlib import Path
sys.path.insert(0, TESTS)
sys.modules.pop("memory.conftest", None)
LINES
from memory.mem0_world import World
from memory.people import MAIL, engine
from mem0 import Memory
from langchain_memprivacy.integrations.mem0 import PrivacyMem0
world = World(Memory, Path("files"))
inner = world.memory()
before = list(asked)
memory = PrivacyMem0(inner, engine(), **SETTINGS)
del asked[:]
made = memory.add(f"Mail {MAIL}.", user_id=MAIL)["results"]
memory.search("mail?", filters={"user_id": MAIL}, top_k=5000)
memory.update(made[0]["id"], "tea")
memory.delete(made[0]["id"])
memory.delete_all(user_id=MAIL)
inner.vector_store.client.close()
inner.close()
world.cloud.close()
telemetry = sys.modules["mem0.memory.telemetry"]
if telemetry._oss_telemetry_instance and telemetry._oss_telemetry_instance.posthog:
    telemetry._oss_telemetry_instance.posthog.flush()
reporters = [telemetry.client_telemetry, telemetry._oss_telemetry_instance]
live = [reporter.posthog is not None for reporter in reporters if reporter]
print(json.dumps([before, asked, telemetry.MEM0_TELEMETRY or any(live)]))
"""


def report(folder, lines="", settings="{}", **environment):
    """Run the program in a folder of its own; says who was asked for, before and after."""
    tests = str(Path(__file__).parents[1])
    program = (
        PROGRAM.replace("LINES", lines).replace("TESTS", repr(tests)).replace("SETTINGS", settings)
    )
    keep = {"PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True,
        text=True,
        timeout=200,
        cwd=folder,
        env={
            **{key: value for key, value in os.environ.items() if key in keep},
            "HOME": str(folder),
            "MEM0_DIR": str(folder / "mem0"),
            **environment,
        },
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_imported_first_nothing_is_ever_reported(tmp_path):
    """No name is looked up and no address is asked, from the first import on."""
    assert report(tmp_path) == [[], [], False]


def test_imported_late_nothing_is_reported_any_more(tmp_path):
    """Mem0 came first and has reported that; with the adapter there is nobody left to report."""
    _, _, is_live = report(tmp_path, lines="import mem0")
    assert is_live is False


def test_reports_can_be_wanted(tmp_path):
    """Then it goes on, which shows that this file would notice; nothing of it is private."""
    _, after, flag = report(
        tmp_path, "import mem0", '{"telemetry": True}', MEM0_TELEMETRY_SAMPLE_RATE="1"
    )
    assert flag is True
    assert any("posthog" in host or "mem0" in host for host in after), after


@pytest.mark.parametrize("value", ["True", "False"])
def test_a_variable_that_is_set_stays(tmp_path, value):
    """The import does not overrule the environment; the adapter does."""
    code = (
        "import os\nimport langchain_memprivacy.integrations.mem0\n"
        "print(os.environ['MEM0_TELEMETRY'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "MEM0_TELEMETRY": value},
    )
    assert done.stdout.strip() == value
