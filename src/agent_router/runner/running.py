"""One command line, run by the system's shell within limits, and ended with all its children.

1. The environment holds PATH, a temporary HOME and TMPDIR, the language and what the order adds: no token of whoever
   runs it. The folder of this program's own Python stands at the end of PATH.
2. Standard input is closed; output goes through a pipe and is kept up to a limit, its middle left out.
3. It runs in a process group of its own. At the time limit, and when the command itself has ended, the group is killed.
4. Memory is limited for each process (`RLIMIT_DATA`; `RLIMIT_AS` where the system has no use for the former).
5. It has the rights of whoever runs it, network and disk included: limits are no isolation.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from typing import IO

from agent_router.errors import RouterError
from agent_router.runner.interface import Limits, Order, Ran

_SIGNALED = 128
_LAST_WORDS = 5.0
"""Seconds for output that is still in the pipe when the command has ended."""
_BLOCK = 65536


class NoShell(RouterError):
    """This system has no shell that could run the contract's commands."""


def run_command(order: Order, limits: Limits, clock: Callable[[], datetime]) -> Ran:
    """Run one command to its end, or to its time limit; NoShell where there is no `sh`."""
    shell = shutil.which("sh")
    if shell is None:
        raise NoShell("There is no program sh here, which runs the contract's commands. Run this on Linux or macOS.")
    started = clock()
    process = subprocess.Popen(  # noqa: S603 - the command line of an approved contract is what is to be run
        [shell, "-c", order.command],
        cwd=order.folder,
        env=environment(order),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_memory_limit(limits),  # noqa: PLW1509 - one system call before exec: no lock that a thread may hold
    )
    kept = _Output(limits.output)
    reader = threading.Thread(target=kept.read, args=(process.stdout,), daemon=True)
    reader.start()
    timed_out = False
    try:
        process.wait(timeout=limits.minutes * 60)
    except subprocess.TimeoutExpired:
        timed_out = True
    finally:
        _end_group(process)
    reader.join(_LAST_WORDS)
    code = process.returncode
    exit_code = None if timed_out else code if code >= 0 else _SIGNALED - code
    return Ran(exit_code, kept.bytes(), started, clock(), timed_out=timed_out, left_out=kept.left_out)


def environment(order: Order) -> dict[str, str]:
    """Everything the command finds in its environment."""
    # Where no other Python is found, this program's own is: at the end, so that it never comes before another.
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), os.path.dirname(sys.executable)))  # noqa: PTH120  # as text
    fixed = {
        "PATH": path,
        "HOME": str(order.home),
        "TMPDIR": str(order.home),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }
    return fixed | dict(order.options)


def memory_is_limited() -> bool:
    """Whether this system enforces the limit; macOS takes it and does not."""
    return sys.platform.startswith("linux")


def _memory_limit(limits: Limits) -> Callable[[], None] | None:
    if not limits.memory_mb or sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - absent on Windows

    # Address space is no measure: Node, Java and Go reserve far more than they use.
    kind = resource.RLIMIT_DATA if memory_is_limited() else resource.RLIMIT_AS
    wanted = limits.memory_mb * 1024 * 1024
    _, hard = resource.getrlimit(kind)
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)

    def limit() -> None:
        # A system that refuses the limit runs the command without it; the pipeline says so beforehand.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (soft, soft))

    return limit


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    """End what is left of the group: the command at its limit, or children that outlived it."""
    # Gone already is what is wanted; macOS says it may not be done where only zombies are left.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class _Output:
    """The first and the last bytes of a stream."""

    def __init__(self, most: int) -> None:
        """Keep at most so many bytes."""
        self._half = most // 2
        self._head = bytearray()
        self._tail = bytearray()
        self.left_out = 0

    def read(self, stream: "IO[bytes]") -> None:
        """Read to the end; what is too much for both halves is counted and dropped."""
        with stream:
            while block := os.read(stream.fileno(), _BLOCK):
                room = self._half - len(self._head)
                self._head += block[:room]
                self._tail += block[room:]
                over = len(self._tail) - self._half
                if over > 0:
                    del self._tail[:over]
                    self.left_out += over

    def bytes(self) -> "bytes":
        """What was kept, with a line where something is missing."""
        gap = f"\n… {self.left_out:,} bytes of output left out …\n".encode() if self.left_out else b""
        return bytes(self._head) + gap + bytes(self._tail)
