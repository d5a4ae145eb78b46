# location: XY
"""Messages can be translated: a template holds them all, and a catalogue made from it is what modules say."""

import os
import re
import shutil
import subprocess
import tempfile

import pot
from grass.gunittest.case import TestCase
from grass.gunittest.main import test


class Translation(TestCase):
    def setUp(self):
        missing = [program for program in ("xgettext", "msgfmt") if not shutil.which(program)]
        if missing:
            print(f"REPORT no template of messages was made: {' and '.join(missing)} not installed (make deps-desk)")
            self.skipTest("no gettext here")
        self.folder = tempfile.mkdtemp(prefix="r_slide_translation_")

    def tearDown(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def test_template_holds_what_modules_say_of_themselves_and_is_in_order(self):
        text = pot.template()
        known = pot.messages_of(text)
        for module in pot.MODULES:
            self.assertEqual([message for message in pot.told_by(module) if message not in known], [])
        self.assertGreater(len(known), 1000)
        with open(self.path("r.slide.pot"), "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run(
            ["msgfmt", "--check-format", "-o", os.devnull, self.path("r.slide.pot")], capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_call_to_the_user_is_within_the_template(self):
        """The first words of each message in the sources, whatever lines the call stands on."""
        known = " ".join(" ".join(message.split()) for message in pot.messages_of(pot.from_sources()))
        calls = re.compile(r"G_(?:fatal_error|warning|message|important_message|verbose_message)\(\s*(_\()?\s*\"((?:[^\"\\]|\\.)*)\"")
        seen = 0
        for folder, _, names in os.walk(pot.SUITE):
            if "testsuite" in folder or "dist" in folder:
                continue
            for name in [name for name in names if name.endswith(".c")]:
                with open(os.path.join(folder, name), encoding="utf-8") as source:
                    for marked, words in calls.findall(source.read()):
                        if not re.search("[A-Za-z]", re.sub(r"%[-+.0-9]*[lz]*[a-z]", "", words)):
                            continue
                        seen += 1
                        self.assertTrue(marked, f"{name}: {words}")
                        self.assertIn(" ".join(words.replace('\\"', '"').replace("\\n", " ").split()), known, name)
        self.assertGreater(seen, 200)

    def test_a_catalogue_is_what_modules_say(self):
        """In a copy of GRASS's folder with a catalogue of its own: nobody has translated the suite yet."""
        for name in os.listdir(os.environ["GISBASE"]):
            if name != "locale":
                os.symlink(os.path.join(os.environ["GISBASE"], name), self.path(name))
        catalogue = self.path("locale/de/LC_MESSAGES")
        os.makedirs(catalogue)
        with open(self.path("de.po"), "w", encoding="utf-8") as file:
            file.write('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n')
            file.write('msgid "Mapped landslides"\nmsgstr "Kartierte Rutschungen"\n')
        subprocess.run(["msgfmt", "-o", os.path.join(catalogue, "grassmods.mo"), self.path("de.po")], check=True)
        env = dict(os.environ, GISBASE=self.folder, LC_ALL="C.UTF-8", LANGUAGE="de")
        told = subprocess.run(["r.slide.eval", "--help"], env=env, capture_output=True, text=True, check=False).stderr
        self.assertIn("Kartierte Rutschungen", told)


if __name__ == "__main__":
    test()
