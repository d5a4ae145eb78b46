"""The patch classifier on the simulated event's backscatter: stacks of two orbits, trained on the north, boxes in the south."""

import json
import os
import tempfile
import time

import numpy as np

import grass.script as gs

import rasters
from nets_on_event import make_event, rows_env, run

EVENT = "2015-04-25"
# a cell of 30 m stands in for a pixel of 10 m, but landslides are as large as they are: half of the study's 64
PATCH = 32
SETTINGS = {"patch": PATCH, "stride": PATCH // 2, "batch": 32, "augment": "flip,rotate", "nprocs": 2, "threshold": 0.5}
POLARISATIONS = {"VV_VH": ("vv", "vh"), "VV": ("vv",)}


def make_stacks(rows, cols, seed, share, buffers):
    """Medians before and after and their difference for each pair of buffers, days before and after, as s60_12_vv_ascending_diff."""
    with tempfile.TemporaryDirectory() as folder:
        scenes = os.path.join(folder, "scenes.txt")
        report = make_event(rows, cols, seed, share, backscatter=scenes)
        for before, after in buffers:
            stack = {"buffer_pre": before, "buffer_post": after, "prefix": f"s{before}_{after}"}
            run("r.slide.insar", operation="backscatter", file=scenes, event=EVENT, **stack)
    for orbit in ("ascending", "descending"):
        # the inventory without what this orbit cannot see
        run("r.mapcalc", expression=f"seen_slides_{orbit} = if(clusters == 1 && seen_{orbit} == 0, 0, clusters)")
    return report["clusters"]


def predictors(buffers, orbit, combination="VV_VH"):
    stack = f"s{buffers[0]}_{buffers[1]}"
    return ",".join(
        f"{stack}_{polarisation}_{orbit}_{part}" for polarisation in POLARISATIONS[combination] for part in ("post", "diff")
    )


def train(model, buffers, orbit, combination="VV_VH", **options):
    """What the module tells of the held-out southern patches, with the seconds that it took."""
    begin = time.perf_counter()
    given = {**SETTINGS, "test": 0.33, "split": "rows", "seed": 42, **options}
    told = gs.read_command(
        "r.slide.train", method="patch", predictors=predictors(buffers, orbit, combination), label=f"seen_slides_{orbit}",
        model=model, format="json", overwrite=True, quiet=True, **given
    )  # fmt: skip
    return {**json.loads(told), "seconds": time.perf_counter() - begin}


def south_env(share):
    """The southern share of the rows, for one command: what train() holds out, and a patch less."""
    rows = gs.region()["rows"]
    return rows_env(round(rows * (1 - share)), rows)


def south_region(share):
    return gs.region(env=south_env(share))


def detect(model, vector, env, **options):
    """The boxes as slices of rows and columns of the region, found by r.slide.predict."""
    maps = {"detections": vector, "heat": vector + "_heat"}
    gs.read_command("r.slide.predict", env=env, model=model, nprocs=2, overwrite=True, quiet=True, **maps, **options)
    region = gs.region(env=env)
    # boxes overlap, so that their areas are parted: by category they are whole
    text = gs.read_command("v.to.db", map=vector, option="bbox", flags="p", separator="comma", quiet=True)
    rows = [line.split(",") for line in text.splitlines()]
    return [box_of(*(float(word) for word in row[1:5]), region) for row in rows if row[0].isdigit()]


def box_of(north, south, east, west, region):
    rows = (round((region["n"] - edge) / region["nsres"]) for edge in (north, south))
    cols = (round((edge - region["w"]) / region["ewres"]) for edge in (west, east))
    return slice(*rows), slice(*cols)


def seen_slides(orbit, env):
    """The number of the landslide over each cell of the region as far as the orbit sees it, 0 elsewhere."""
    numbers, seen = (rasters.read(name, env) for name in ("cluster_number", f"seen_{orbit}"))
    return np.where(seen == 1, np.nan_to_num(numbers), 0).astype(int)


def hits(boxes, orbit, env):
    """How many boxes meet a landslide, and of landslides of 20 cells and more how many are met; then both for as many boxes
    laid at random, on average of 200 times."""
    number = seen_slides(orbit, env)
    sizes = np.bincount(number.ravel())
    large = set(np.flatnonzero(sizes >= 20)) - {0}
    random = np.random.default_rng(1)

    def meetings(places):
        met = {slide for place in places for slide in np.unique(number[place])}
        return sum((number[place] > 0).any() for place in places), len(large & met)

    def anywhere():
        row, col = random.integers(0, number.shape[0] - PATCH + 1), random.integers(0, number.shape[1] - PATCH + 1)
        return slice(row, row + PATCH), slice(col, col + PATCH)

    touching, met = meetings(boxes)
    by_chance = np.mean([meetings([anywhere() for _ in boxes]) for _ in range(200)], axis=0)
    return {"boxes": len(boxes), "touching": touching, "slides": len(large), "met": met,
            "touching_by_chance": by_chance[0], "met_by_chance": by_chance[1]}  # fmt: skip
