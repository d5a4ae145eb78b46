"""A disk that fills up, for one run: no file may grow beyond a size, and who writes on is told so by an error."""

import resource
import signal
import subprocess


def run_with_files_up_to(limit, command):
    """The finished run, its messages as text; limit in bytes, None for no limit.

    A write beyond the limit fails with EFBIG where a full disk says ENOSPC; the signal that comes with it is ignored, as
    a full disk sends none.
    """

    def restrict():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        command, check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=restrict,
        restore_signals=False,
    )  # fmt: skip
