"""Where the real data lie beside the project, and what a test does without them: it skips, loudly."""

import os
import unittest


def real_data(*parts):
    """Path of a file or folder of the real data, which may be absent."""
    return os.path.join(os.environ.get("SLIDE_DATA", "no-such-folder"), *parts)


def needs(path):
    """Skips a test, or a class of tests, where `path` is absent; run_tests.py shows the line."""
    present = os.path.exists(path)
    if not present:
        print(f"REPORT SKIPPED: no {path}, nothing was tested on this real data set", flush=True)
    return unittest.skipUnless(present, f"no {path}")
