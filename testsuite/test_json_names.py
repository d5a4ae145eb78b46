# location: EPSG:32645
"""The names in each module's JSON are those that its manual page lists: none missing, none that does not exist."""

import html
import json
import os
import re
import shutil
import subprocess
import tempfile

from grass.gunittest.case import TestCase
from grass.gunittest.main import test

SUITE = os.environ["SLIDE_SUITE"]
PREDICTORS = "slope,ksn,pga,dpm"
TYPES = {"int": int, "number": (int, float), "text": str, "yes or no": bool, "int or text": (int, str), "object": dict}


def documented(module):
    """[(pattern of a name, type)] of the page's tables; what is written in capitals stands for any name."""
    with open(os.path.join(SUITE, module, module + ".html"), encoding="utf-8") as page:
        section = re.search(r"<h3>Names in JSON</h3>(.*?)<h[23]>", page.read(), re.S).group(1)
    found = re.findall(r"<tr><td><tt>(.*?)</tt></td><td>(.*?)</td>", section)
    return [(html.unescape(name), kind) for name, kind in found]


def pattern_of(name):
    escaped = re.escape(name).replace(r"\[\]", "[[][]]")
    return re.compile(re.sub(r"(?<![a-z])[A-Z]+(?![a-z])", "[A-Za-z0-9_]+", escaped) + "$")


def names_in(value, name=""):
    """(name, value) of every leaf."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from names_in(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for inner in value:
            yield from names_in(inner, name + "[]")
    else:
        yield name, value


class Names(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.use_temp_region()
        cls.folder = tempfile.mkdtemp(prefix="r_slide_json_")
        os.mkdir(os.path.join(cls.folder, "images"))
        cls.env = dict(os.environ, GRASS_OVERWRITE="1")
        cls.told("simulate_event rows=120 cols=140 prevalence=0.03 images=images")
        cls.told("r.slope.aspect elevation=elevation slope=slope aspect=aspect")
        cls.told("r.slide.ksn elevation=elevation threshold=0.1 ksn_surface=ksn")
        cls.told("r.slide.insar operation=change pre=coherence_pre co=coherence_co dpm=dpm")

    @classmethod
    def tearDownClass(cls):
        cls.del_temp_region()
        shutil.rmtree(cls.folder)

    @classmethod
    def told(cls, command):
        """What the command prints."""
        done = subprocess.run(command, shell=True, cwd=cls.folder, env=cls.env, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(command + done.stderr)
        return done.stdout

    def compare(self, module, commands, elsewhere=()):
        """Every name that the commands print is in the page's table with its type, and each of that is printed.

        elsewhere: rows like documented()'s of another page that may be printed too.
        """
        own = documented(module)
        table = [(pattern_of(name), name, kind) for name, kind in [*own, *elsewhere]]
        seen = set()
        for command in commands:
            for name, value in names_in(json.loads(self.told(command))):
                fits = self.fitting(table, name)
                self.assertTrue(fits, f"{module}.html lacks {name}, printed by {command}")
                seen.update(one for _, one, _ in fits)
                kinds = tuple({kind for _, _, kind in fits})
                right = any(isinstance(value, TYPES[kind]) for kind in kinds) and (
                    not isinstance(value, bool) or "yes or no" in kinds
                )
                self.assertTrue(value is None or right, f"{name} is {value!r}, not {kinds}")
        self.assertEqual(", ".join({name for name, _ in own} - seen), "", f"{module}.html: never printed")

    def fitting(self, table, name):
        fits = [row for row in table if row[0].match(name)]
        # of a single input what stands in maps[] also stands beside the counts
        fits = fits or [row for row in table if row[0].match("maps[]." + name)]
        exact = [row for row in fits if row[1] == name]
        if exact or fits:
            return exact or fits
        # an object whose names the page does not list
        closed = [row for row in table if row[2] == "object" and not any(
            other[1].startswith((row[1] + ".", row[1] + "[]")) for other in table)]  # fmt: skip
        inside = [row for row in closed if name.startswith(row[1] + ".")]
        return inside and [(None, inside[0][1], "number"), (None, inside[0][1], "text"), (None, inside[0][1], "int")]

    def test_channels(self):
        base = "r.slide.ksn elevation=elevation threshold=0.1 format=json "
        self.compare(
            "r.slide.ksn",
            [base + "ksn_surface=k1 ksn_class=k2 knickpoints=kn channels=ch theta=auto dem_error=1,0 ksn_mean=km ksn_sd=ks members=3",
             base + "-o slope_units=su unit_threshold=1 area_min=0.1,0.2 variance_min=0.2"],
        )  # fmt: skip

    def test_radar(self):
        spans = ("20150104_20150116", "20150104_20150128", "20150116_20150128")
        with open(os.path.join(self.folder, "pairs.txt"), "w", encoding="utf-8") as pairs:
            for number, span in enumerate(spans):
                for prefix, law in (("ph", "elevation * 0.0001 + rand(0., 1.)"), ("ch", "0.5 + rand(0., 0.4)")):
                    self.told(f'r.mapcalc seed={number} expression="{prefix}_{span} = {law}"')
                pairs.write(f"ph_{span} {span.replace('_', ' ')} ch_{span} {10 + number}\n")
        self.told("r.slide.insar operation=interferogram images=images/image_12.tif,images/image_13.tif looks=3x3 output=wrapped")
        product = os.path.join(self.folder, "S1AA_20150222T1_20150503T1_VVP070_INT80_G_ueF_1234_corr.tif")
        shutil.copy(os.path.join(self.folder, "images", "image_12.tif"), product)
        with open(product + ".rsc", "w", encoding="utf-8") as rsc:
            rsc.write("WAVELENGTH 0.0554658\nHEADING -167.5\nINCIDENCE_ANGLE 39.2\n")
        self.compare(
            "r.slide.insar",
            ["r.slide.insar operation=sbas file=pairs.txt wavelength=0.0555 producer=isce velocity=v elevation=elevation "
             "ramp=plane format=json",
             "r.slide.insar operation=unwrap phase=wrapped output=unwrapped components=parts format=json",
             f"r.slide.insar operation=metadata file={os.path.basename(product)} format=json",
             "r.slide.insar -l"],
        )  # fmt: skip

    def test_training(self):
        base = f"r.slide.train predictors={PREDICTORS} label=landslides split=north_south test=0.3 test_map=held_out format=json "
        net = base + "method=cnn patch=16 stride=16 filters=1 epochs=1 "
        self.compare(
            "r.slide.train",
            [base + "model=a.slide parameters=rounds=10",
             base + "model=b.slide parameters=rounds=10 calibration=platt repeats=2 folds=3 tune=rounds=5,10 "
             'importance=permutation,gain groups="t=slope,ksn" ablation="t=slope,ksn" screening=correlation,vif,pca',
             net + "model=c.slide importance=permutation,zeroing tune=rate=0.001,0.01",
             *(f"r.slide.train -i model={name}.slide format=json" for name in "abc")],
        )  # fmt: skip

    def trained(self):
        self.told(f"r.slide.train predictors={PREDICTORS} label=landslides split=north_south test=0.3 test_map=held_out "
                  "model=e.slide parameters=rounds=20")  # fmt: skip
        self.told("r.slide.predict model=e.slide output=p")

    def test_prediction(self):
        self.trained()
        self.told("r.slide.train model=u.slide label=landslides lad=4x4 parameters=rounds=10 predictors=slope,ksn,pga")
        self.told(f"r.slide.train predictors={PREDICTORS} label=landslides method=patch patch=8 stride=8 filters=1 epochs=1 "
                  "model=w.slide")  # fmt: skip
        self.compare(
            "r.slide.predict",
            ["r.slide.predict model=e.slide output=p classes=c applicability=a format=json",
             "r.slide.predict model=u.slide output=pu format=json",
             "r.slide.predict model=w.slide heat=h detections=d format=json"],
        )  # fmt: skip

    def test_scores(self):
        self.trained()
        self.compare(
            "r.slide.eval",
            ["r.slide.eval input=p truth=landslides test=held_out format=json",
             "r.slide.eval input=p,probability_true truth=landslides test=held_out intervals=delong,cells,blocks block=600 "
             "replicates=20 breaks=0.01,0.05 factor=slope factor_breaks=10,20 aspect=aspect best=f1 -o "
             "profile_coordinates=300100,3156500,304100,3159900 profile_width=300 profile_step=500 profile_maps=slope "
             'profile_percentiles=50 groups="t=slope,ksn" '
             f"polygons=landslide_polygons model=e.slide predictors={PREDICTORS} dependence=slope format=json"],
            [("model." + name, kind) for name, kind in documented("r.slide.train")],
        )  # fmt: skip


if __name__ == "__main__":
    test()
