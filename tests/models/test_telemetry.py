"""No telemetry: what is run on the device writes nothing behind our back and calls nobody.

The wheels of onnxruntime stay silent where they see a CI variable, so the programs here run
without any. What each test proves is in its docstring; the last ones show that the means
would notice.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

CI = (
    "CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "TRAVIS", "CIRCLECI", "APPVEYOR", "JENKINS_URL",
    "BUILD_ID", "BUILD_NUMBER", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID", "BITBUCKET_BUILD_NUMBER",
    "BUILDKITE", "DRONE", "CI_NAME", "RUN_ID", "PYTEST_CURRENT_TEST",
)  # fmt: skip

EXTRACT = """
import os, sys, threading, time
from pathlib import Path
from langchain_memprivacy import OnnxExtractor

def sockets(pid):
    found = set()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.add(os.readlink(file))
        except OSError:
            pass
    return {name for name in found if name.startswith("socket:")}

seen, ended = set(), threading.Event()
with OnnxExtractor(sys.argv[1], runtime=sys.argv[2], threads=1, cache=False) as extractor:
    def watch():
        while not ended.wait(0.002):
            seen.update(sockets(os.getpid()) | sockets(extractor.worker_pid))
    watcher = threading.Thread(target=watch)
    watcher.start()
    assert extractor.extract("my code is 4821")
    time.sleep(float(sys.argv[3]))
    assert extractor.extract("my code is 4821")
    ended.set()
    watcher.join()
print(len(seen))
if len(sys.argv) > 4:  # what this network namespace was asked to send
    rows = Path("/proc/net/snmp").read_text().splitlines()
    for names, values in zip(rows[::2], rows[1::2]):
        counts = dict(zip(names.split(), values.split()))
        print({k: counts[k] for k in ("OutRequests", "OutNoRoutes", "OutDatagrams", "ActiveOpens") if k in counts})
"""

WATCHED = """
import os, sys
def hook(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        with open(os.environ["AUDIT_LOG"], "a") as log:
            log.write(event + "\\n")
sys.addaudithook(hook)
with open(os.environ["AUDIT_LOG"], "a") as log:
    log.write(f"started {sys.orig_argv[1:4]!r}\\n")
"""

LOOK_UP = (
    "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 53))"
)


@pytest.fixture
def clean(tmp_path):
    """An environment without CI variables, whose home is an empty folder."""
    home = tmp_path / "home"
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if name not in CI}
    del environment["ORT_DISABLE_TELEMETRY"]
    environment |= {
        "HOME": str(home),
        "TMPDIR": str(home),
        **{f"XDG_{kind}_HOME": str(home / kind) for kind in ("CACHE", "CONFIG", "DATA", "STATE")},
        "XDG_RUNTIME_DIR": str(home / "run"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return home, environment


def run(command, environment, *, check=True):
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert not check or done.returncode == 0, done.stderr[-2000:]
    return done


def files(home: Path) -> list[str]:
    return [str(path.relative_to(home)) for path in home.rglob("*")]


def isolated() -> list[str]:
    """The beginning of a command that runs without any network, and counts who tries."""
    command = ["unshare", "--user", "--map-root-user", "--net"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*command, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("needs unprivileged network namespaces")
    return command


@linux
@pytest.mark.parametrize("runtime", ["genai", "onnxruntime"])
def test_no_file_and_no_socket_appears(copying_folder, clean, runtime, tmp_path):
    """After loading and extracting: no file in the user's folders; no socket was ever seen
    open in either process, and neither asked Python for one."""
    home, environment = clean
    hooks, log = tmp_path / "hooks", tmp_path / "log"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(WATCHED)
    environment |= {"PYTHONPATH": str(hooks), "AUDIT_LOG": str(log)}
    done = run([sys.executable, "-c", EXTRACT, str(copying_folder), runtime, "1"], environment)
    assert done.stdout.split() == ["0"]
    assert files(home) == []
    lines = log.read_text().splitlines()
    assert any("onnx.worker" in line for line in lines)  # the hook was in the worker, too
    assert [line for line in lines if not line.startswith("started ")] == []


@linux
@pytest.mark.parametrize("runtime", ["genai", "onnxruntime"])
def test_nothing_is_sent_anywhere(copying_folder, clean, runtime):
    """In a network namespace of its own, the kernel counts no packet and no attempt at one,
    whichever thread or library it might be."""
    home, environment = clean
    command = [sys.executable, "-c", EXTRACT, str(copying_folder), runtime, "1", "count"]
    lines = run([*isolated(), *command], environment).stdout.splitlines()
    assert "{'OutRequests': '0', 'OutNoRoutes': '0'}" in lines
    assert "{'OutDatagrams': '0'}" in lines
    assert "{'ActiveOpens': '0'}" in lines
    assert files(home) == []


@linux
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_no_process_asks_the_kernel_for_a_network_socket(copying_folder, clean, tmp_path):
    """Of all threads of both processes, from their first to their last system call."""
    _, environment = clean
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-qq", "-e", "trace=socket,connect,sendto", "-o", str(trace)]
    if run([*command, "true"], environment, check=False).returncode:
        pytest.skip("tracing is not allowed here")
    run([*command, sys.executable, "-c", EXTRACT, str(copying_folder), "genai", "1"], environment)
    assert [line for line in trace.read_text().splitlines() if "AF_" in line] == []
    run([*command, sys.executable, "-c", LOOK_UP], environment, check=False)
    assert "AF_INET" in trace.read_text()


@linux
def test_the_kernels_counters_notice_an_attempt(clean):
    """So zeros mean that nobody tried."""
    _, environment = clean
    program = LOOK_UP.replace("import", "from pathlib import Path; import", 1)
    code = f"try:\n    {program}\nexcept OSError: pass\nprint(Path('/proc/net/snmp').read_text().split(chr(10))[1])"
    before, after = (
        run([*isolated(), sys.executable, "-c", script], environment).stdout
        for script in ("print(open('/proc/net/snmp').read().split(chr(10))[1])", code)
    )
    assert before.strip() != after.strip()


@linux
@pytest.mark.parametrize("given", ["", "1"])
def test_the_empty_home_notices_telemetry(clean, given):
    """Without the switch, a bare import leaves files there; without a network, nothing leaves."""
    home, environment = clean
    environment["ORT_DISABLE_TELEMETRY"] = given
    run(
        [*isolated(), sys.executable, "-c", "import onnxruntime, time; time.sleep(0.5)"],
        environment,
    )
    if not given and not files(home):
        pytest.skip("this build of onnxruntime has no telemetry")
    assert bool(files(home)) == (given == "")
