"""Pictures of a module's form in wxGUI, one for each section, and what is wider than the window.

In a GRASS session with a display, such as xvfb-run's:  form_pictures.py MODULE FOLDER [OPTION=VALUE...]
writes FOLDER/MODULE_form_1.png and so on, filled in with the options, and prints what the window cuts off and which
options were set by turning the pages. testsuite/forms.sh runs it.
"""

import os
import subprocess
import sys
import traceback

from grass.script.setup import set_gui_path

set_gui_path()

import wx  # noqa: E402
from gui_core import forms  # noqa: E402

SETTLE = 400  # ms that the window takes to draw itself


def texts_of(window):
    for child in window.GetChildren():
        if isinstance(child, wx.StaticText):
            yield child
        yield from texts_of(child)


def cut_off(page):
    """Texts of the page that reach over its right edge."""
    for text in texts_of(page):
        left = page.ScreenToClient(text.GetScreenPosition())[0]
        needed = text.GetTextExtent(max(text.GetLabel().splitlines() or [""], key=len))[0]
        if left + needed > page.GetClientSize()[0] + 2:
            yield text.GetLabel()


class Pages:
    def __init__(self, frame, module, folder, given):
        self.frame, self.module, self.folder, self.given = frame, module, folder, given
        frame.WarpPointer(2, 2)  # away from what would show its tooltip
        self.notebook = frame.notebookpanel.notebook
        self.number = 0
        self.later(4 * SETTLE, self.turn)

    @staticmethod
    def later(milliseconds, step, *arguments):
        """A step that fails ends the program: wx would print it and wait for ever."""

        def safely():
            try:
                step(*arguments)
            except Exception:
                traceback.print_exc()
                os._exit(1)

        wx.CallLater(milliseconds, safely)

    def turn(self):
        names = [self.notebook.GetPageText(i) for i in range(self.notebook.GetPageCount())]
        if self.number == len(names) or names[self.number] in ("Command output", "Manual"):
            self.tell_what_is_set()
            os._exit(0)  # GTK trips over its end otherwise
        self.notebook.SetSelection(self.number)
        self.number += 1
        self.later(SETTLE, self.take, names[self.number - 1])

    def tell_what_is_set(self):
        """Turning pages must not fill in anything: a number's box shows 0 where nothing is given."""
        for word in self.frame.task.get_cmd(ignoreErrors=True, ignoreRequired=True)[1:]:
            if word not in self.given:
                print(f"{self.module}: set by itself: {word}", flush=True)

    def take(self, name):
        page = self.notebook.GetPage(self.number - 1)
        for text in cut_off(page):
            print(f"{self.module}, {name}: cut off: {text}", flush=True)
        left, top, width, height = self.frame.GetScreenRect()
        path = os.path.join(self.folder, f"{self.module}_form_{self.number}.png")
        area = f"{width}x{height}+{left}+{top}"
        subprocess.run(["import", "-window", "root", "-crop", area, "+repage", path], check=True)
        print(f"{self.module}, {name}: {path}", flush=True)
        self.turn()


def main():
    module, folder = sys.argv[1:3]
    quiet = wx.LogNull()  # of a locale that the machine lacks
    task = forms.gtask.grassTask(module)
    given = dict(word.split("=", 1) for word in sys.argv[3:])
    for option in task.params:  # by hand: set_param takes co for coherence
        option["value"] = given.get(option["name"], option["value"])
    app = forms.GrassGUIApp(task)
    Pages(app.mf, module, folder, sys.argv[3:])
    app.MainLoop()
    del quiet


if __name__ == "__main__":
    main()
