# location: XY
"""Forms and help: every option has a text that fits GRASS's window, and a section; help fits the screen."""

import subprocess
import xml.etree.ElementTree

from grass.gunittest.case import TestCase
from grass.gunittest.main import test

MODULES = ("r.slide.ksn", "r.slide.insar", "r.slide.train", "r.slide.predict", "r.slide.eval")
STANDARD_FLAGS = ("overwrite", "help", "verbose", "quiet")
# a form as wide as GRASS opens it: testsuite/forms.sh draws them and says what it cuts off
WIDEST = 92
SCREEN = 30  # lines of a terminal, with room for the prompt


def text(element, path):
    return " ".join((element.findtext(path) or "").split())


def interface(module):
    told = subprocess.run([module, "--interface-description"], capture_output=True, check=True).stdout
    return xml.etree.ElementTree.fromstring(told)


def options_of(root):
    flags = [flag for flag in root.findall("flag") if flag.get("name") not in STANDARD_FLAGS]
    return root.findall("parameter") + flags


def line_of(option):
    """An option as the form heads it: what it is, its range, its key."""
    values = [text(value, "name") for value in option.findall("values/value")]
    several = "[multiple] " if option.get("multiple") == "yes" else ""
    limits = f" (valid range {values[0]})" if len(values) == 1 else ""
    kind = text(option, "keydesc/item") or {"integer": "integer", "float": "float"}.get(option.get("type"), "string")
    return f"{several}{text(option, 'label') or text(option, 'description')}{limits}:({option.get('name')}={kind})"


class Forms(TestCase):
    def test_every_option_has_a_text_and_a_section(self):
        for module in MODULES:
            for option in options_of(interface(module)):
                name = f"{module} {option.get('name')}"
                self.assertTrue(text(option, "label") or text(option, "description"), name)
                if option.get("required") != "yes":
                    self.assertTrue(text(option, "guisection"), name)

    def test_no_line_of_a_form_is_wider_than_its_window(self):
        for module in MODULES:
            root = interface(module)
            self.assertLess(len(f"{text(root, 'label')} {text(root, 'description')}"), WIDEST, module)
            for option in options_of(root):
                self.assertLess(len(line_of(option)), WIDEST + 1, f"{module}: {line_of(option)}")

    def test_every_choice_says_what_it_does(self):
        for module in MODULES:
            for option in options_of(interface(module)):
                choices = option.findall("values/value")
                if option.get("type") == "string" and len(choices) > 1:
                    for choice in choices:
                        self.assertTrue(text(choice, "description"), f"{module} {option.get('name')}={text(choice, 'name')}")

    def test_options_of_one_section_stand_together_in_help(self):
        for module in MODULES:
            sections = [text(option, "guisection") for option in interface(module).findall("parameter")]
            sections = [section for section in sections if section]
            begins = [now for before, now in zip([""] + sections, sections) if now != before]
            self.assertEqual(len(begins), len(set(begins)), begins)

    def test_no_option_is_filled_in_for_another_by_windows(self):
        """GRASS's own windows look a name up by its beginning and take the first: co= must not become coherence=."""
        for module in MODULES:
            names = [option.get("name") for option in interface(module).findall("parameter")]
            for name in names:
                found = next(other for other in names if other.startswith(name))
                self.assertEqual(found, name, module)

    def test_the_first_page_holds_what_a_first_run_needs(self):
        first = {
            "r.slide.ksn": ["elevation"],
            "r.slide.insar": ["operation"],
            "r.slide.train": ["predictors", "label", "model"],
            "r.slide.predict": ["model"],
            "r.slide.eval": ["input", "truth"],
        }
        for module in MODULES:
            options = interface(module).findall("parameter")
            page = [o.get("name") for o in options if (text(o, "guisection") or "Required") == "Required"]
            self.assertEqual(page, first[module])

    def test_sections_are_in_the_order_of_work(self):
        # what the work begins with, what it goes on with, what it ends with
        order = {
            "r.slide.ksn": ["Drainage", "Channels", "Uncertainty", "Hillslopes", "Resources"],
            "r.slide.insar": ["Input and output", "Coherence", "Filter", "Unwrapping", "Displacement", "SBAS", "Geometry"],
            "r.slide.train": ["Predictors", "Labels", "Sampling", "Split", "Learner", "Validation", "Importance", "Output"],
            "r.slide.predict": ["Predictors", "Output", "Ensemble", "Classes", "Explanation", "Resources"],
            "r.slide.eval": ["Cells", "Scores", "Intervals", "Curves", "Classes", "Model", "Report"],
        }
        for module in MODULES:
            sections = [text(option, "guisection") for option in interface(module).findall("parameter")]
            places = [sections.index(section) for section in order[module] + ["Print"]]
            self.assertEqual(places, sorted(places), module)

    def test_radar_asks_for_its_inputs_before_its_output(self):
        options = interface("r.slide.insar").findall("parameter")
        page = [option.get("name") for option in options if text(option, "guisection") == "Input and output"]
        self.assertEqual((page[0], page[-1]), ("input", "output"))

    def test_no_line_of_help_is_wider_than_a_terminal_of_130(self):
        for module in MODULES:
            told = subprocess.run([module, "--help"], capture_output=True, text=True, check=False).stderr
            self.assertIn("Parameters:", told)
            self.assertFalse([line for line in told.splitlines() if len(line) > 130])

    def test_every_section_of_help_fits_a_screen(self):
        for module in MODULES:
            root = interface(module)
            section_of = {o.get("name"): text(o, "guisection") or "Required" for o in root.findall("parameter")}
            told = subprocess.run([module, "--help"], capture_output=True, text=True, check=False).stderr
            lines, name = {}, ""
            for line in told.split("Parameters:\n")[1].splitlines():
                name = line.split()[0] if line.strip() and line.split()[0] in section_of else name
                lines[section_of[name]] = lines.get(section_of[name], 0) + 1
            print(f"REPORT {module}: longest section of --help {max(lines.values())} lines")
            self.assertLessEqual(max(lines.values()), SCREEN, f"{module}: {lines}")


if __name__ == "__main__":
    test()
