"""Stopping a module in the middle of its work: by the progress that it tells, since no clock knows a machine's mood."""

import os
import signal
import subprocess
import time

SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)


def followed(command):
    """The module at work, its every message and share of progress a line of its standard error.

    No quiet=True among the command's words: a quiet module tells no progress.
    """
    env = dict(os.environ, GRASS_MESSAGE_FORMAT="gui", GRASS_VERBOSE="2")
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=env)


def progress_lines(command):
    """How many shares of progress a whole run tells."""
    with followed(command) as process:
        lines = sum(line.startswith("GRASS_INFO_PERCENT") for line in process.stderr)
    assert process.returncode == 0, command
    return lines


def stopped_at(command, line, number=signal.SIGTERM):
    """The exit status of a run that gets a signal at the given line of its progress, the first being 1."""
    with followed(command) as process:
        told = 0
        for text in process.stderr:
            told += text.startswith("GRASS_INFO_PERCENT")
            if told == line:
                process.send_signal(number)
                break
        process.communicate()
    return process.returncode


def stopped_after(command, words, number=signal.SIGTERM):
    """The exit status of a run that gets a signal when a message has these words."""
    with followed(command) as process:
        for text in process.stderr:
            if words in text:
                process.send_signal(number)
                break
        process.communicate()
    return process.returncode


def stopped_when(command, condition, number=signal.SIGTERM):
    """The exit status of a run that gets a signal as soon as a condition is seen to hold, if it ever does."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not condition():
            time.sleep(0.0002)
        process.send_signal(number)
        return process.wait()


def assert_leaves_nothing(case, command, left, clean):
    """Stopped at several shares of its progress, the module fails each time and leaves nothing.

    left() lists what a run has left; clean() removes what a whole run wrote.  Where the signal comes when all is written
    already, it is tried again.
    """
    lines = progress_lines(command)
    whole = left()
    clean()
    case.assertGreater(lines, len(SHARES), "too few lines of progress to stop at")
    for share in SHARES:
        for _ in range(5):
            status = stopped_at(command, max(1, int(share * lines)))
            if status != 0 and not (whole and left() == whole):
                break
            clean()
        else:
            case.fail(f"never stopped at {share} of the progress before all was written")
        case.assertEqual(left(), [], f"after {share} of the progress")
