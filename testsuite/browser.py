"""A page in a real browser, headless Chromium: what it draws, what leaves the window, what it complains of."""

import html
import json
import os
import re
import shutil
import subprocess
import tempfile

import numpy as np

CHROMIUM = shutil.which("chromium")

# appended to a copy of the page: what is wider than the window without scrolling in a box of its own, the pictures, and
# the rows of tables by their first cell, of equal ones the first
MEASURE = """<script>
addEventListener("load", () => {
  const inside = (e) => e.closest(".scroll, pre") && !e.matches(".scroll, pre");
  const wide = [...document.body.querySelectorAll("*")].filter((e) => !inside(e) && e.tagName !== "SCRIPT")
    .filter((e) => { const r = e.getBoundingClientRect(); return r.right > innerWidth + 0.5 || r.left < -0.5; });
  const said = {
    width: innerWidth, page: document.documentElement.scrollWidth,
    wide: wide.map((e) => e.tagName + " " + e.className + " " + e.textContent.slice(0, 40)),
    pictures: [...document.images].map((i) => [i.alt, i.naturalWidth, i.naturalHeight, i.clientWidth]),
    ground: getComputedStyle(document.body).backgroundColor,
    cards: [...document.querySelectorAll("figure.chart")].map((e) => getComputedStyle(e).backgroundColor),
    links: [...document.querySelectorAll("nav a")].map((a) => !!document.querySelector(a.getAttribute("href"))),
    rows: Object.fromEntries([...document.querySelectorAll("tbody tr")].reverse().map(
      (r) => [r.cells[0].textContent, [...r.cells].slice(1).map((c) => c.textContent)])),
  };
  const pre = parent.document.createElement("pre");
  pre.id = "measured";
  pre.textContent = JSON.stringify(said);
  parent.document.body.append(pre);
});
</script>"""


def chromium(path, width, *flags, dark=False):
    """Runs it on a file; its output and what it wrote to the console."""
    with tempfile.TemporaryDirectory(prefix="r_slide_browser_") as profile:
        done = subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr"]
            + [f"--user-data-dir={profile}", f"--blink-settings=preferredColorScheme={0 if dark else 1}"]
            + [f"--window-size={width},2000", *flags, "file://" + os.path.abspath(path)],
            env={**os.environ, "HOME": profile, "LD_LIBRARY_PATH": ""},
            capture_output=True,
            text=True,
            check=True,
            timeout=180,
        )
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def measured(path, width, dark=False):
    """What MEASURE finds in a window of that width, and the console's lines as "console"."""
    with open(path, encoding="utf-8") as page:
        framed = html.escape(page.read() + MEASURE)
    # in a frame, since Chromium's own window is never narrower than 500 pixels
    scheme = '<!DOCTYPE html><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
    frame = f'<iframe style="border:0;width:{width}px;height:2000px" srcdoc="{framed}"></iframe>'
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as copy:
        copy.write(f"{scheme}<body>{frame}")
        copy.flush()
        tree, console = chromium(copy.name, width + 100, "--dump-dom", dark=dark)
    found = re.search(r'<pre id="measured">(.*?)</pre>', tree, re.S)
    return {**json.loads(html.unescape(found.group(1))), "console": console}


def looks_right(case, path, charts):
    """What must hold of any report in any window; returns what was measured last."""
    for width in (1280, 390):
        for dark in (False, True):
            seen = measured(path, width, dark)
            case.assertEqual(seen["console"], [])
            case.assertEqual((seen["width"], seen["page"], seen["wide"]), (width, width, []))
            case.assertEqual(len(seen["cards"]), charts)
            case.assertGreater(len(seen["pictures"]), charts)
            for words, natural, high, shown in seen["pictures"]:
                case.assertTrue(words and natural > 0 and high > 0 and shown > 250, (words, natural, high, shown))
            case.assertTrue(all(seen["links"]))
            case.assertEqual(set(seen["cards"]), {"rgb(255, 255, 255)"})
            case.assertEqual(seen["ground"] == "rgb(255, 255, 255)", not dark)
    return seen


def printed(path, dpi=40):
    """The pages of a printed page as arrays of rows, columns, 0 black to 255 white; A4 or what the browser takes."""
    outside = {**os.environ, "LD_LIBRARY_PATH": ""}  # Debian's GDAL, not what GRASS brings
    with tempfile.TemporaryDirectory(prefix="r_slide_print_") as folder:
        pdf, raw = os.path.join(folder, "page.pdf"), os.path.join(folder, "page.img")
        chromium(path, 1280, "--no-pdf-header-footer", "--print-to-pdf=" + pdf)
        info = json.loads(subprocess.check_output(["gdalinfo", "-json", pdf], env=outside))
        names = [name for key, name in info["metadata"].get("SUBDATASETS", {}).items() if key.endswith("NAME")]
        pages = []
        for name in names or [pdf]:
            command = ["gdal_translate", "-q", "-of", "ENVI", "--config", "GDAL_PDF_DPI", str(dpi), "-b", "1", "-b", "2",
                       "-b", "3", "-co", "INTERLEAVE=BIP", name, raw]  # fmt: skip
            subprocess.run(command, env=outside, check=True, stderr=subprocess.DEVNULL)
            size = json.loads(subprocess.check_output(["gdalinfo", "-json", raw], env=outside))["size"]
            pages.append(np.fromfile(raw, dtype=np.uint8).reshape(size[1], size[0], 3).mean(axis=2))
    return pages
