"""What commands take of the machine: peak memory, and a core's time."""

import os
import resource
import subprocess


def core_seconds():
    """What the processes that have ended used of a core: unlike a clock, the same beside other work."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_megabytes(command):
    """The largest resident size of a run, which must succeed."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return usage.ru_maxrss * 1024 / 1e6
