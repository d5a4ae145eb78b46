"""Wall-clock time and peak memory of commands, and how they are told."""

import os
import subprocess
import sys
import tempfile
import time

REPEATS = 3


def spend(command):
    """Wall-clock seconds of one run, what it used of the machine, and its output and messages."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as messages:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=messages)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        texts = []
        for stream in (output, messages):
            stream.seek(0)
            texts.append(stream.read().decode())
        if status != 0:
            sys.exit(f"{command[0]} failed:\n{texts[1]}")
    return seconds, usage, texts


def run(command):
    """Wall-clock seconds of one run, its largest resident memory in MB, its output and its messages."""
    seconds, usage, texts = spend(command)
    return seconds, usage.ru_maxrss / 1024, *texts


def measure(command, repeats=REPEATS):
    """Best wall-clock seconds of some runs, the largest resident memory in MB, and what the last run said."""
    runs = [run(command) for _ in range(repeats)]
    return min(one[0] for one in runs), max(one[1] for one in runs), runs[-1][3]


def tell(task, ours, name, theirs):
    """One line of the table; `ours` and `theirs` are what measure() answered."""
    print(
        f"{task:34}{ours[0]:8.2f} s {ours[1]:7.0f} MB   {name:22}{theirs[0]:8.2f} s {theirs[1]:7.0f} MB"
        f"   {theirs[0] / ours[0]:6.2f} x the speed, {ours[1] / theirs[1]:5.2f} x the memory",
        flush=True,
    )


def compare(task, ours, theirs, name):
    tell(task, measure(ours), name, measure(theirs))
