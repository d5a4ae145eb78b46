"""Deep nets and pixel models on the simulated event's clusters: trained on the north, scored on the same cells of the south."""

import json
import os
import subprocess
import time

import grass.script as gs

HERE = os.path.dirname(os.path.abspath(__file__))

# those of the coseismic study, with texture in place of land cover and damage, of which the clusters know nothing
PREDICTORS = (
    "slope,aspect_sin,aspect_cos,curvature_abs,elevation,ksn,river_distance,drainage_density,log_spi,"
    "pga,rainfall,los_abs,texture_before,texture_after"
)

PIXEL_MODELS = {
    "forest": {"negatives": 20, "weights": "balanced", "test": 0},
    "xgboost": {"negatives": 20, "calibration": "isotonic", "test": 0},
}
NAMES = {"forest": "RF", "xgboost": "XGBoost", "cnn": "CNN", "unet": "U-Net", "deeplabv3": "DeepLabV3", "patch": "patch"}


def run(module, env=None, **options):
    """A module without its summary."""
    gs.read_command(module, quiet=True, overwrite=True, env=env, **options)


def make_event(rows, cols, seed, share, **options):
    """The event with clusters; the answer is what simulate_event reports."""
    given = [f"{key}={value}" for key, value in {"rows": rows, "cols": cols, "seed": seed, **options}.items()]
    command = ["simulate_event", *given, f"clusters={share}", "format=json", "--overwrite", "--quiet"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def make_predictors():
    """All that PREDICTORS names."""
    script = os.path.join(HERE, "terrain_predictors.sh")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["sh", script], check=True, env={**os.environ, "GRASS_OVERWRITE": "1"}, **quiet)
    make_absolute_displacement()


def make_absolute_displacement():
    run("r.mapcalc", expression="los_abs = abs(los_true)")


def rows_env(first, last):
    """A region of some of the current region's rows, for one command: from row `first` to before row `last`."""
    region = gs.region()
    north = region["n"] - first * region["nsres"]
    south = region["n"] - last * region["nsres"]
    return {**os.environ, "GRASS_REGION": gs.region_env(n=north, s=south)}


class Division:
    """The northern rows to train on, and the southern ones, which no model sees before it is scored."""

    def __init__(self, share_south):
        self.rows = gs.region()["rows"]
        self.first_south = round(self.rows * (1 - share_south))
        run("r.mapcalc", expression=f"south = if(row() > {self.first_south}, 1, null())")

    def north(self):
        return rows_env(0, self.first_south)

    def south(self, context):
        """With some rows of the north, so that a net sees the surroundings of the first southern cells."""
        return rows_env(max(0, self.first_south - context), self.rows)


def train(method, model, env, predictors=PREDICTORS, label="clusters", **options):
    """Seconds that it took."""
    begin = time.perf_counter()
    given = {"nprocs": 2, "seed": 42, "test": 0.2, "split": "rows", **PIXEL_MODELS.get(method, {}), **options}
    given = {key: value for key, value in given.items() if value is not None}
    run("r.slide.train", env=env, method=method, predictors=predictors, label=label, model=model, **given)
    return time.perf_counter() - begin


def predict(model, env, **options):
    """Seconds that it took."""
    begin = time.perf_counter()
    run("r.slide.predict", env=env, model=model, nprocs=2, **options)
    return time.perf_counter() - begin


def scores(name, truth="clusters", test="south"):
    return json.loads(gs.read_command("r.slide.eval", input=name, truth=truth, test=test, format="json", quiet=True))


def ranking_table(names, truth="clusters", test="south"):
    """A line for each map with AUC-ROC, AUC-PR, CSI and Brier score, and below it what they share."""
    return gs.read_command("r.slide.eval", input=",".join(names), truth=truth, test=test, table="ranking", quiet=True)
