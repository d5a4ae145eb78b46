# location: EPSG:32645
"""The tutorial of the front page and of the README: the same commands, which run as typed on the simulated files."""

import html
import os
import re
import shutil
import subprocess
import tempfile
import time

from grass.gunittest.case import TestCase
from grass.gunittest.main import test

from run_costs import core_seconds

SUITE = os.environ["SLIDE_SUITE"]


def text_of(name):
    with open(os.path.join(SUITE, name), encoding="utf-8") as file:
        return file.read()


def steps():
    """(heading, commands) of each step of the front page."""
    section = re.search(r"<h2>TUTORIAL.*?</h2>(.*?)<h2>", text_of("r.slide.html"), re.S).group(1)
    found = re.findall(r"<h3>(\d\. .*?)</h3>.*?<pre>\n(.*?)</pre>", section, re.S)
    return [(heading, html.unescape(block)) for heading, block in found]


def is_number(word):
    return re.fullmatch(r"-?[0-9.]+(e-?[0-9]+)?", word)


def says(line, promised):
    """The same words, and numbers within a tenth: another processor may add in another order."""
    words, others = line.split(), promised.split()
    return len(words) == len(others) and all(
        abs(float(word) - float(other)) <= 0.1 * abs(float(other)) if is_number(word) and is_number(other) else word == other
        for word, other in zip(words, others)
    )


class Tutorial(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="r_slide_tutorial_")
        stand_ins = os.path.join(SUITE, "testsuite", "tutorial", "stand_ins.sh")
        cls.env = dict(os.environ, GRASS_OVERWRITE="1")
        subprocess.run(["sh", stand_ins, cls.folder], check=True, env=cls.env, capture_output=True)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def printed(self, block):
        done = subprocess.run(
            ["sh", "-e", "-c", block], cwd=self.folder, env=self.env, capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 0, block + done.stdout + done.stderr)
        return done.stdout

    def test_every_step_runs_as_typed_and_prints_what_the_page_says(self):
        self.assertEqual(len(steps()), 6)
        told = ""
        for heading, block in steps():
            begin, used = time.time(), core_seconds()
            told += self.printed(block)
            print(f"REPORT tutorial, {heading}: {core_seconds() - used:.1f} s of a core, {time.time() - begin:.1f} s in all")
        self.assertTrue(os.path.exists(os.path.join(self.folder, "report.html")))
        promised = re.search(r'<pre class="output">\n(.*?)</pre>', text_of("r.slide.html"), re.S).group(1)
        for line in filter(None, promised.splitlines()):
            self.assertTrue(any(says(other, line) for other in told.splitlines()), line)

    def test_the_readme_has_the_same_commands(self):
        blocks = re.findall(r"```\n(.*?)```", text_of("README.md"), re.S)
        tutorial = [block for block in blocks if "r.import" in block]
        self.assertEqual(len(tutorial), 1)
        self.assertEqual(tutorial[0], "".join(block for _, block in steps()))


if __name__ == "__main__":
    test()
