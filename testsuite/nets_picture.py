"""A picture of the simulated clusters and what models make of them: planted landslides, the probabilities of a pixel model and
of a net on the southern part that neither saw, and detections in backscatter. Inside a GRASS session in a projected
location, after make all event. Usage: nets_picture.py FILE.png"""

import os
import sys
import tempfile

import grass.script as gs

import detections_on_event as radar
import nets_on_event as event

ROWS, COLS, SHARE, BUFFERS = 480, 480, 0.04, (60, 60)
PREDICTORS = "slope,pga,ksn_true,los_abs,texture_before,texture_after"
NET = {"patch": 32, "stride": 16, "filters": 12, "batch": 8, "epochs": 30, "rate": 0.002, "augment": "flip,rotate"}
CLASSIFIER = {"stride": 8, "epochs": 25, "filters": 16, "rate": 0.002, "imbalance": 4, "parameters": "alpha=0.5"}
WIDTH, TITLE = 760, 44  # pixels
PROBABILITY = "0 253:244:220\n0.1 250:215:150\n0.4 230:120:60\n1 110:10:40\n"


def make_maps(folder):
    """Landslides, two probabilities and boxes, all on the southern third."""
    model = os.path.join(folder, "model.slide")
    radar.make_stacks(ROWS, COLS, 42, SHARE, [BUFFERS])
    event.run("r.slope.aspect", elevation="elevation", slope="slope")
    event.make_absolute_displacement()
    division = event.Division(0.33)
    for method, options in (("xgboost", {}), ("cnn", NET)):
        event.train(method, model, division.north(), predictors=PREDICTORS, **options)
        event.predict(model, division.south(NET["patch"]), output=f"picture_{method}")
        gs.write_command("r.colors", map=f"picture_{method}", rules="-", stdin=PROBABILITY, quiet=True)
    radar.train(model, BUFFERS, "ascending", **CLASSIFIER)
    radar.detect(model, "picture_boxes", radar.south_env(0.33))
    gs.run_command("g.region", s=gs.region()["s"], n=radar.south_region(0.33)["n"], quiet=True)


def make_ground():
    event.run("r.relief", input="elevation", output="picture_shade", zscale=0.7, altitude=40)
    event.run("r.mapcalc", expression="picture_light = min(255., 150 + picture_shade / 2.5)")
    gs.write_command("r.colors", map="picture_light", rules="-", stdin="0 black\n255 white\n", quiet=True)
    event.run("r.mapcalc", expression="picture_slides = if(clusters == 1, 1, null())")
    gs.write_command("r.colors", map="picture_slides", rules="-", stdin="1 150:10:60\n", quiet=True)
    event.run("r.mapcalc", expression="picture_old = if(clusters_old == 1, 1, null())")
    gs.write_command("r.colors", map="picture_old", rules="-", stdin="1 90:120:190\n", quiet=True)


class Page:
    """Panels one below the other, each with a title above it."""

    def __init__(self, file, panels):
        region = gs.region()
        self.panel_height = WIDTH * region["rows"] // region["cols"]
        os.environ.update(
            GRASS_RENDER_IMMEDIATE="cairo", GRASS_RENDER_FILE=file, GRASS_RENDER_FILE_READ="TRUE", GRASS_RENDER_TRUECOLOR="TRUE",
            GRASS_RENDER_WIDTH=str(WIDTH), GRASS_RENDER_HEIGHT=str(panels * (self.panel_height + TITLE)),
            GRASS_RENDER_BACKGROUNDCOLOR="ffffff", GRASS_FONT="/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        )  # fmt: skip
        if os.path.exists(file):
            os.remove(file)
        gs.run_command("d.erase", bgcolor="white")

    def strip_env(self, number):
        """For what is drawn above a panel, in a region of one unit a pixel: d.text keeps inside the region."""
        top = number * (self.panel_height + TITLE)
        region = gs.region_env(n=TITLE, s=0, w=0, e=WIDTH, nsres=1, ewres=1)
        return {**os.environ, "GRASS_RENDER_FRAME": f"{top},{top + TITLE},0,{WIDTH}", "GRASS_REGION": region}

    def panel(self, number, title, *maps):
        top = number * (self.panel_height + TITLE) + TITLE
        gs.run_command("d.text", text=title, at="0,22", size=36, color="50:50:50", env=self.strip_env(number))
        os.environ["GRASS_RENDER_FRAME"] = f"{top},{top + self.panel_height},0,{WIDTH}"
        for name in maps:
            gs.run_command("d.rast", map=name, quiet=True)


def draw(file):
    page = Page(file, 4)
    page.panel(0, "Planted landslides: new ones red, old ones blue", "picture_light", "picture_old", "picture_slides")
    gs.run_command("d.barscale", at="2,20", style="line", length=2, units="kilometers", fontsize=13, quiet=True)
    titles = {"xgboost": "Probability by XGBoost", "cnn": f"Probability by a CNN of {NET['filters']} filters"}
    for number, (method, title) in enumerate(titles.items(), 1):
        page.panel(number, title)
        gs.run_command("d.his", hue=f"picture_{method}", intensity="picture_light", quiet=True)
        scale = {"range": "0,1", "label_values": "0,0.5,1", "fontsize": 12, "at": "55,85,65,97"}
        gs.run_command("d.legend", raster=f"picture_{method}", quiet=True, env=page.strip_env(number), **scale)
    page.panel(3, "New landslides and detections in backscatter of an ascending orbit", "picture_light", "picture_slides")
    gs.run_command("d.vect", map="picture_boxes", type="boundary", color="20:60:140", width=2, quiet=True)


def main():
    file = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        make_maps(folder)
    make_ground()
    draw(file)


if __name__ == "__main__":
    main()
