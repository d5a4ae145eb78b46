# location: none
"""The tree keeps its own rules: floors, GRASS-free rooms, short mains, no foreign paths."""

import glob
import os
import re
import subprocess
import sys
import unittest

SUITE = os.environ.get("SLIDE_SUITE") or os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MODULES = ("r.slide.ksn", "r.slide.insar", "r.slide.train", "r.slide.predict", "r.slide.eval")

# what each room of lib/ may include besides itself
FLOORS = {
    "base": set(),
    "terrain": {"base"},
    "radar": {"base"},
    "score": {"base"},
    "learn": {"base", "terrain", "radar", "score"},
    "grass": {"base"},
}


def sources(room):
    return glob.glob(os.path.join(SUITE, "lib", room, "*.[ch]"))


def text_of(path):
    with open(path, encoding="utf-8") as source:
        return source.read()


class House(unittest.TestCase):
    def test_no_include_points_to_a_higher_floor(self):
        for room, below in FLOORS.items():
            for path in sources(room):
                for included in re.findall(r'#include "(\w+)/', text_of(path)):
                    self.assertIn(included, below | {room}, path)

    def test_numeric_rooms_include_no_grass_header(self):
        for room in ("base", "terrain", "radar", "score", "learn"):
            self.assertTrue(room == "base" or sources(room), f"room {room} is empty")
            for path in sources(room):
                self.assertNotRegex(text_of(path), r"#include\s*<grass/", path)

    def test_numeric_rooms_neither_print_nor_exit(self):
        for room in ("base", "terrain", "radar", "score", "learn"):
            for path in sources(room):
                self.assertNotRegex(text_of(path), r"\b(printf|fprintf|puts|exit|abort)\s*\(", path)

    def test_mains_are_short(self):
        for module in MODULES:
            lines = text_of(os.path.join(SUITE, module, "main.c")).count("\n")
            self.assertLess(lines, 200, module)

    def test_every_module_has_a_manual_page_with_examples(self):
        for module in MODULES:
            page = text_of(os.path.join(SUITE, module, module + ".html"))
            for heading in ("DESCRIPTION", "NOTES", "EXAMPLE", "REFERENCES", "SEE ALSO"):
                self.assertIn(heading, page, module)

    def test_built_manual_pages_list_the_options(self):
        for module in MODULES:
            page = text_of(os.path.join(SUITE, "dist", "docs", "html", module + ".html"))
            self.assertIn("SYNOPSIS", page, module)

    def test_what_the_demo_runs_is_among_its_packages(self):
        """On a bare machine nothing else is there: not what the tests install."""
        packages = re.search(r"^DEMO_PACKAGES = (.*)", text_of(os.path.join(SUITE, "Makefile")), re.M).group(1).split()
        scripts = set()
        for folder in ("demo", "kashmir"):
            for path in glob.glob(os.path.join(SUITE, "testsuite", folder, "*.sh")):
                called = re.findall(r'/usr/bin/python3 "\$here/([\w./]+\.py)"', text_of(path))
                scripts |= {os.path.normpath(os.path.join(os.path.dirname(path), name)) for name in called}
        self.assertGreaterEqual(len(scripts), 3)
        for path in scripts:
            for name in re.findall(r"^(?:import|from) (\w+)", text_of(path), re.M):
                if name not in sys.stdlib_module_names and name != "grass":
                    self.assertIn("python3-" + name, packages, path)

    def test_top_level_holds_the_agreed_names_only(self):
        listed = subprocess.run(
            ["git", "ls-tree", "--name-only", "HEAD"], cwd=SUITE, capture_output=True, text=True, check=False
        )
        if listed.returncode != 0:
            self.skipTest("not a git checkout: the top level is not compared with the agreed layout")
        agreed = {"Makefile", "README.md", "COPYING", "lib", "testsuite", "r.slide.html", *MODULES}
        names = {name for name in listed.stdout.split() if not name.startswith(".")}
        self.assertEqual(names, agreed)


if __name__ == "__main__":
    unittest.main()
