"""Runs every test of the suite and closes with what failed, if any did, and one line: N passed, N failed, N skipped.

Three kinds: the C tests (plain and with sanitizers), the Python tests of the modules and of the suite (each file in a
GRASS session of its own, in the location that its comment `# location: ...` names, else XY), and plain Python tests of the
tree itself (`# location: none`).  A file that ends badly without a count counts as one failure.
"""

import argparse
import concurrent.futures
import glob
import os
import re
import subprocess
import sys
import time

SUITE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PYTHON = "/usr/bin/python3"
SECONDS_PER_FILE = 900


def environment():
    """The modules in dist/ as addons, the simulated event's program on the PATH, Debian's Python inside GRASS."""
    env = dict(os.environ)
    event = glob.glob(os.path.join(SUITE, "testsuite", "event", "OBJ.*"))
    env["PATH"] = os.pathsep.join(event + [env["PATH"]])
    env["GRASS_ADDON_BASE"] = os.path.join(SUITE, "dist")
    env["GRASS_PYTHON"] = PYTHON
    env["SLIDE_SUITE"] = SUITE
    env["PYTHONPATH"] = os.path.join(SUITE, "testsuite")
    env.setdefault("SLIDE_DATA", os.path.join(os.path.dirname(SUITE), "shared", "data"))
    env["ASAN_OPTIONS"] = "detect_leaks=1"
    env["LC_ALL"] = "C.UTF-8"
    env.setdefault("OPENBLAS_NUM_THREADS", "1")  # more only wait for each other over the tests' small matrices
    return env


def location_of(path):
    with open(path, encoding="utf-8") as source:
        for line in source.readlines()[:5]:
            match = re.match(r"# location: (\S+)", line)
            if match:
                return match.group(1)
    return "XY"


def command_of(path):
    if not path.endswith(".py"):
        return [path]
    location = location_of(path)
    if location == "none":
        return [PYTHON, path]
    return ["grass", "--tmp-location", location, "--exec", PYTHON, path]


def count_cmocka(output):
    passed = sum(int(n) for n in re.findall(r"\[  PASSED  \] (\d+) test", output))
    failed = sum(int(n) for n in re.findall(r"\[  FAILED  \] (\d+) test", output))
    skipped = sum(int(n) for n in re.findall(r"\[  SKIPPED \] (\d+) test", output))
    return passed, failed, skipped


def count_unittest(output):
    ran = sum(int(n) for n in re.findall(r"^Ran (\d+) tests? in", output, re.M))
    failed = sum(int(n) for n in re.findall(r"\b(?:failures|errors|unexpected successes)=(\d+)", output))
    skipped = sum(int(n) for n in re.findall(r"\bskipped=(\d+)", output))
    return max(ran - failed - skipped, 0), failed, skipped


def run(path):
    """One file: its counts, its output and how long it took."""
    begin = time.time()
    try:
        done = subprocess.run(
            command_of(path),
            cwd=os.path.dirname(path),
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS_PER_FILE,
            check=False,
        )
        output, code = done.stdout.decode("utf-8", "replace"), done.returncode
    except subprocess.TimeoutExpired as late:
        output, code = (late.stdout or b"").decode("utf-8", "replace") + "\nran out of time\n", 124
    count = count_unittest if path.endswith(".py") else count_cmocka
    passed, failed, skipped = count(output)
    if code != 0 and failed == 0:
        failed = 1
    if passed + failed + skipped == 0:
        failed = 1
        output += "\nno test was counted\n"
    return path, passed, failed, skipped, output, time.time() - begin


def what_failed(output):
    """The tests that failed, each with what it raised; of a file that ended without naming one, its last lines."""
    brief = []
    for test in re.split(r"^={70}$", output, flags=re.M)[1:]:
        name, trace = test.strip().partition("\n")[::2]
        raised = re.search(r"^\w.*", trace.rpartition("Traceback (most recent call last):\n")[2], re.M)
        brief.append(f"{name}: {raised.group() if raised else trace[:100]}")
    brief += dict.fromkeys(re.findall(r"^\[  FAILED  \] (?!\d).*$", output, re.M))
    return brief or output.strip().splitlines()[-3:]


def find_tests():
    here = os.path.join(SUITE, "testsuite")
    compiled = glob.glob(os.path.join(here, "c", "OBJ.*", "*", "test_*"))
    scripts = glob.glob(os.path.join(SUITE, "r.slide.*", "testsuite", "test_*.py"))
    scripts += glob.glob(os.path.join(here, "test_*.py")) + glob.glob(os.path.join(here, "*", "test_*.py"))
    # the chains take longest: first, so that two workers end together
    scripts.sort(key=lambda path: (not os.path.dirname(path).startswith(here), path))
    return scripts + sorted(path for path in compiled if os.access(path, os.X_OK))


def main():
    parser = argparse.ArgumentParser(description="Runs the tests of r.slide.")
    parser.add_argument("match", nargs="?", default="", help="only files whose path holds this text")
    parser.add_argument("-v", action="store_true", help="show the output of every file, not only of failures")
    arguments = parser.parse_args()

    tests = [path for path in find_tests() if arguments.match in path]
    totals, broken = [0, 0, 0], []
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for path, passed, failed, skipped, output, seconds in pool.map(run, tests):
            totals = [total + n for total, n in zip(totals, (passed, failed, skipped))]
            if failed:
                broken.append((path, output))
            if failed or arguments.v:
                print(output)
            print(f"{os.path.relpath(path, SUITE)}: {passed} passed, {failed} failed, {skipped} skipped ({seconds:.0f} s)")
            # what a test measured, or why it skipped, and a reader should see
            for line in re.findall(r"^REPORT (.*)$", output, re.M):
                print(f"  {line}")
            sys.stdout.flush()
    # again at the end, where a long output is read first
    for path, output in broken:
        print(f"failed: {os.path.relpath(path, SUITE)}")
        for line in what_failed(output):
            print(f"  {line[:300]}")
    print(f"{totals[0]} passed, {totals[1]} failed, {totals[2]} skipped")
    return 1 if totals[1] or not totals[0] else 0


if __name__ == "__main__":
    sys.exit(main())
