"""What processes cost: CPU time and memory of a process and all below it, from /proc."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Memory:
    """Resident megabytes of one process; `pss` shares what it shares."""

    rss: float
    pss: float


def tree(root: int) -> set[int]:
    """The process and every one below it that lives; PostgreSQL's backends leave its group, so parents decide."""
    children: dict[int, list[int]] = {}
    for pid, fields in _all():
        children.setdefault(int(fields[1]), []).append(pid)
    found, waiting = set(), [root]
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += children.get(pid, [])
    return found


def cpu_ms(root: int) -> float:
    """CPU time of the tree so far, with the children that have ended and were waited for."""
    members = tree(root)
    return sum(TICK_MS * sum(map(int, fields[11:15])) for pid, fields in _all() if pid in members)


def memory(pid: int) -> Memory:
    """Of this one process."""
    kilobytes = {}
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]:
        name, value, *_unit = line.split()
        kilobytes[name] = int(value)
    return Memory(kilobytes["Rss:"] / 1024, kilobytes["Pss:"] / 1024)


def largest(root: int) -> Memory:
    """The largest process of a tree: of a server, the worker that has seen most."""
    return max((memory(pid) for pid in tree(root)), key=lambda one: one.pss)


def listens(root: int, port: int) -> bool:
    """Whether it is this tree that answers on the port, and not a server somebody left behind."""
    inodes = {f"socket:[{inode}]" for inode in _listening(port)}
    return any(target in inodes for pid in tree(root) for target in _open_files(pid))


def _listening(port: int) -> Iterator[str]:
    for line in (PROC / "net" / "tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(f":{port:04X}") and fields[3] == "0A":
            yield fields[9]


def _open_files(pid: int) -> Iterator[str]:
    try:
        for entry in (PROC / str(pid) / "fd").iterdir():
            yield str(entry.readlink())
    except OSError:
        return


def _all() -> Iterator[tuple[int, list[str]]]:
    """Every process with the fields of its stat from the third on (state, parent, …)."""
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            text = (entry / "stat").read_text()
        except OSError:
            continue
        yield int(entry.name), text.rpartition(")")[2].split()
