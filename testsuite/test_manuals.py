# location: EPSG:32645
"""Every example of the manual pages and the README runs as it stands, on the simulated event."""

import html
import os
import re
import shutil
import subprocess
import tempfile

from grass.gunittest.case import TestCase
from grass.gunittest.main import test

SUITE = os.environ["SLIDE_SUITE"]
# in the order of work: what one page writes the next may read
PAGES = ("r.slide.ksn", "r.slide.insar", "r.slide.train", "r.slide.predict", "r.slide.eval", "r.slide")


def examples_of(page):
    """The code blocks of a page's EXAMPLES section."""
    folder = page if page != "r.slide" else ""
    with open(os.path.join(SUITE, folder, page + ".html"), encoding="utf-8") as manual:
        section = re.search(r"<h2>EXAMPLES?</h2>(.*?)(?:<h2>|\Z)", manual.read(), re.S).group(1)
    return [html.unescape(block) for block in re.findall(r"<pre>(.*?)</pre>", section, re.S)]


class Manuals(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="r_slide_manuals_")
        cls.env = dict(os.environ, GRASS_OVERWRITE="1")
        # complex images into the folder in which the examples run
        event = ["simulate_event", "rows=400", "cols=500", "images=images", "clusters=0.03", "backscatter=scenes.txt", "--quiet"]
        os.mkdir(os.path.join(cls.folder, "images"))
        subprocess.run(event, cwd=cls.folder, check=True, env=cls.env)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def run_block(self, block):
        done = subprocess.run(
            ["sh", "-e", "-c", block], cwd=self.folder, env=self.env, capture_output=True, text=True, check=False
        )
        return "" if done.returncode == 0 else block + done.stdout + done.stderr

    def test_examples_of_every_page_run_as_typed(self):
        failures = []
        for page in PAGES:
            blocks = examples_of(page)
            self.assertTrue(blocks, page)
            failures += [page + ":\n" + failure for failure in map(self.run_block, blocks) if failure]
        self.assertFalse(failures, "\n".join(failures))

    def test_the_chain_in_the_readme_runs_as_typed(self):
        with open(os.path.join(SUITE, "README.md"), encoding="utf-8") as readme:
            blocks = re.findall(r"```\n(.*?)```", readme.read(), re.S)
        # the tutorial is test_tutorial.py's
        chains = [block for block in blocks if "r.slide.train" in block and "r.import" not in block]
        self.assertEqual(len(chains), 1)
        self.assertFalse(self.run_block(chains[0]))


if __name__ == "__main__":
    test()
