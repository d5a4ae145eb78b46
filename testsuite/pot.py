"""Writes the suite's messages as a template for translators to standard output: pot.py >r.slide.pot

In a GRASS session with the modules and xgettext (Debian: gettext): the texts within _() and N_() of the sources, and those of
the modules' options and choices, many of which come out of tables. GRASS translates addons by its catalogue grassmods.
"""

import glob
import os
import re
import subprocess
import sys
import xml.etree.ElementTree

SUITE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MODULES = ("r.slide.ksn", "r.slide.insar", "r.slide.train", "r.slide.predict", "r.slide.eval")
TEXTS = ("label", "description", "*/label", "*/description", "*/guisection", "parameter/values/value/description")


def from_sources():
    """xgettext's template."""
    sources = sorted(glob.glob("r.slide.*/*.[ch]", root_dir=SUITE) + glob.glob("lib/*/*.[ch]", root_dir=SUITE))
    command = ["xgettext", "--language=C", "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--package-name=r.slide"]
    return subprocess.run([*command, "--output=-", *sources], cwd=SUITE, capture_output=True, text=True, check=True).stdout


def messages_of(template):
    """The msgids, unquoted."""
    blocks = re.findall(r'^msgid ((?:".*"\n)+)', template, re.M)
    quoted = ("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', block)) for block in blocks)
    return {re.sub(r"\\(.)", lambda one: {"n": "\n"}.get(one[1], one[1]), text) for text in quoted}


def told_by(module):
    """Texts of the module's options and choices, GRASS's own flags left out."""
    told = subprocess.run([module, "--interface-description"], capture_output=True, check=True).stdout
    root = xml.etree.ElementTree.fromstring(told)
    for flag in [flag for flag in root.findall("flag") if len(flag.get("name")) > 1]:
        root.remove(flag)
    texts = (" ".join((found.text or "").split()) for path in TEXTS for found in root.findall(path))
    return [text for text in texts if text]


def template():
    """The whole of it."""
    text = from_sources()
    known = messages_of(text)
    for module in MODULES:
        for message in told_by(module):
            if message not in known:
                known.add(message)
                quoted = message.replace("\\", "\\\\").replace('"', '\\"')
                text += f'\n#. an option of {module}\nmsgid "{quoted}"\nmsgstr ""\n'
    return text


if __name__ == "__main__":
    sys.stdout.write(template())
