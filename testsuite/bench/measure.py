"""Wall-clock time and peak memory of commands, and how they are told."""

import os
import subprocess
import sys
import time

REPEATS = 3


def measure(command, repeats=REPEATS):
    """Best wall-clock seconds of some runs, the largest resident memory in MB, and what the last run said."""
    best, megabytes, messages = float("inf"), 0.0, ""
    for _ in range(repeats):
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        messages = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            sys.exit(f"{command[0]} failed:\n{messages}")
        best = min(best, time.perf_counter() - begin)
        megabytes = max(megabytes, usage.ru_maxrss / 1024)
    return best, megabytes, messages


def tell(task, ours, name, theirs):
    """One line of the table; `ours` and `theirs` are what measure() answered."""
    print(
        f"{task:34}{ours[0]:8.2f} s {ours[1]:7.0f} MB   {name:22}{theirs[0]:8.2f} s {theirs[1]:7.0f} MB"
        f"   {theirs[0] / ours[0]:6.2f} x the speed, {ours[1] / theirs[1]:5.2f} x the memory",
        flush=True,
    )


def compare(task, ours, theirs, name):
    tell(task, measure(ours), name, measure(theirs))
