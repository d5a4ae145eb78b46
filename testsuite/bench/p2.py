"""The experiment of Burrows et al. (2021) on three simulated earthquakes: same-event and global forests of areal density.

Landslide areal density (LAD) of 10 x 10 cells is learnt by a random forest that splits by least absolute error.  Same-event
models see 250 blocks with LAD > 0.01 and 250 others, drawn 30 times, and are scored on all other blocks; hyperparameters
come from a grid search with 4 folds.  Global models see 1000 + 1000 blocks of each of two events, 100 times, and predict
the third by their median.  Scores are the AUC of LAD > 0.1 and the r2 of observed against predicted LAD.

Each earthquake is in a location of its own; what leaves it are tables of samples.  P2_ROWS and P2_COLS (800) in the
environment change an event's size, P2_REPEATS (30), P2_MEMBERS (100) and P2_TRIES (all) the numbers of models.
"""

import csv
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

import numpy as np
from sklearn.metrics import roc_auc_score

SUITE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROWS, COLS = int(os.environ.get("P2_ROWS", 800)), int(os.environ.get("P2_COLS", 800))
REPEATS, MEMBERS = int(os.environ.get("P2_REPEATS", 30)), int(os.environ.get("P2_MEMBERS", 100))
TRIES = int(os.environ.get("P2_TRIES", 0))  # 0: the whole grid
SAME, GLOBAL = os.environ.get("P2_SAME", "250,250"), os.environ.get("P2_GLOBAL", "1000,1000")
EVENTS = {"A": ("EPSG:32645", 201), "B": ("EPSG:32611", 202), "C": ("EPSG:32719", 203)}
LANDSLIDE, AFFECTED = 0.015, 0.1  # more than one cell of 100; the threshold of the ROC curve

# Table 1, with the one radar of the simulation: maps, their statistics over a block, and the group of Figure 7
STATISTICS = {
    "elevation": ("topography", "mean,sd,range"),
    "slope": ("topography", "max,mean,sd"),
    "aspect": ("topography", "circmean"),
    "cti": ("topography", "mean"),
    "pgv": ("shaking", "mean"),
    "lithology": ("lithology", "majority"),
    "landcover": ("land cover", "majority"),
    "usgs": ("usgs", "mean"),
    "coherence_co": ("first image", "mean"),
    "cecl": ("first image", "mean"),
    "coherence_post": ("second image", "mean"),
    "peci": ("second image", "mean"),
    "sum": ("second image", "mean"),
    "max": ("second image", "mean"),
}
STAGES = {
    "no radar": (),
    "first image": ("first image",),
    "second image": ("first image", "second image"),
}
CONVENTIONAL = ("topography", "shaking", "lithology", "land cover")
# Table 2; max_features is the root or the logarithm of the number of features
GRID = {"trees": (75, 100, 125), "max_depth": (10, 15, 20, 30), "min_samples_split": (2, 3, 4, 5), "min_samples_leaf": (2, 10)}
CATEGORIES = {"lithology_majority": 2, "landcover_majority": 5}

PREPARE = """
set -e
simulate_event rows={rows} cols={cols} seed={seed} prevalence=0.03 >/dev/null
r.slope.aspect elevation=elevation slope=slope aspect=aspect
r.slide.ksn elevation=elevation twi=cti
r.slide.insar operation=change pre=coherence_pre co=coherence_co post=coherence_post cecl=cecl peci=peci sum=sum max=max
r.mapcalc expression="lithology_term = if(lithology == 2, 0.15, 0.)"
r.mapcalc expression="landcover_term = 0. * landcover"
r.slide.train method=ground_failure predictors=slope,pgv,cti,lithology_term,landcover_term \\
    labels=slope,pgv,cti,lithology,land_cover model={folder}/usgs.slide --overwrite
r.slide.predict model={folder}/usgs.slide predictors=slope,pgv,cti,lithology_term,landcover_term \\
    labels=slope,pgv,cti,lithology,land_cover output=usgs
"""


def columns(groups):
    """The tables' columns of these groups of predictors."""
    return [
        f"{name}_{statistic}"
        for name, (group, statistics) in STATISTICS.items() if group in groups for statistic in statistics.split(",")
    ]  # fmt: skip


def features(names):
    """How many the learner sees: one for each category, two for a direction."""
    return sum(CATEGORIES.get(name, 2 if name.endswith("circmean") else 1) for name in names)


def run(command, **options):
    """Runs a command and returns what it prints; what it says goes nowhere unless it fails."""
    process = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{process.stderr}")
    return process.stdout


class Event:
    """An earthquake in its location, known to the others by the table of its blocks."""

    def __init__(self, name, folder):
        projection, self.seed = EVENTS[name]
        self.name, self.folder, self.place = name, folder, os.path.join(folder, "grassdata", name)
        os.makedirs(os.path.dirname(self.place), exist_ok=True)
        run(["grass", "-c", projection, "-e", self.place])
        self.shell(PREPARE.format(rows=ROWS, cols=COLS, seed=self.seed, folder=folder))
        maps = ",".join(STATISTICS)
        options = {
            "predictors": maps, "labels": maps, "label": "landslides", "circular": "aspect", "lad": "10x10",
            "method": "forest_regression", "unit_share": LANDSLIDE, "event": name,
            "statistic": " ".join(f"{key}:{statistics}" for key, (_, statistics) in STATISTICS.items()),
        }  # fmt: skip
        self.train(**options, negatives=0, table_out=self.path("all.csv"))
        self.train(**options, samples=SAME, repeats=REPEATS, table_out=self.path("draws.csv"))
        self.blocks = self.read("all.csv")
        self.cell = np.array([int(row["cell"]) for row in self.blocks])
        self.lad = np.array([float(row["label"]) for row in self.blocks])
        self.usgs = np.array([float(row["usgs_mean"]) for row in self.blocks])
        self.laws = {name: self.values(name) for name in ("probability_true", "probability_posterior")}

    def path(self, name):
        return os.path.join(self.folder, f"{self.name}_{name}")

    def read(self, name):
        with open(self.path(name), newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def shell(self, script):
        return run(["grass", f"{self.place}/PERMANENT", "--exec", "sh", "-c", script])

    def train(self, **options):
        """What r.slide.train prints, in this location."""
        words = " ".join(f"'{key}={value}'" for key, value in options.items())
        return json.loads(self.shell(f"r.slide.train {words} format=json nprocs=2 --overwrite").split("\n", 0)[0])

    def values(self, name):
        """A map's means over the blocks of the table."""
        self.shell(f"r.out.bin -f input={name} output={self.path('map.bin')} bytes=4 null=nan --overwrite")
        values = np.fromfile(self.path("map.bin"), dtype=np.float32).reshape(ROWS, COLS)
        number = np.arange(ROWS)[:, None] // 10 * -(-COLS // 10) + np.arange(COLS) // 10
        valid = ~np.isnan(values)
        total = np.bincount(number[valid], values[valid].astype(float), number.max() + 1)
        mean = total / np.maximum(np.bincount(number[valid], minlength=number.max() + 1), 1)
        return mean[number.ravel()[self.cell]]

    def predict(self, models, output):
        """The blocks' estimates by each of some models, a map of each written and read again."""
        maps = ",".join(STATISTICS)
        script = "set -e\n" + "".join(
            f"r.slide.predict model={model} predictors={maps} labels={maps} {output}=estimate_{i} nprocs=2 --overwrite\n"
            f"r.out.bin -f input=estimate_{i} output={self.path(f'{i}.bin')} bytes=4 null=nan --overwrite\n"
            for i, model in enumerate(models)
        )
        self.shell(script)
        return [np.fromfile(self.path(f"{i}.bin"), dtype=np.float32)[self.cell] for i in range(len(models))]

    def drawn(self):
        """Which blocks each of the draws holds."""
        held = np.zeros((REPEATS, len(self.cell)), dtype=bool)
        place = {cell: i for i, cell in enumerate(self.cell)}
        for row in self.read("draws.csv"):
            for part in (row.get("draws") or "1").split():
                low, _, high = part.partition("-")
                held[int(low) - 1 : int(high or low), place[int(row["cell"])]] = True
        return held


def scores(estimate, lad):
    return roc_auc_score(lad > AFFECTED, estimate), np.corrcoef(estimate, lad)[0, 1] ** 2


def members_of(path):
    """A model file for each member of one."""
    paths = []
    with zipfile.ZipFile(path) as archive:
        model = json.loads(archive.read("model.json"))
        model.pop("applicability", None)
        for i, member in enumerate(model["members"]):
            paths.append(f"{path}.{i}")
            with zipfile.ZipFile(paths[-1], "w") as single:
                content = archive.read(member["pieces"][0]["file"])
                name = os.path.basename(member["pieces"][0]["file"])
                member["pieces"][0]["file"] = name
                single.writestr(name, content)
                single.writestr("model.json", json.dumps({**model, "members": [member], "marked": 0}))
    return paths


def roots(names):
    return sorted({int(math.sqrt(features(names))), int(math.log2(features(names)))})


def grid_for(names):
    """The options of the grid search, by the R2 that scikit-learn's GridSearchCV takes."""
    grid = {**GRID, "max_features": roots(names)}
    tries = {"tune_draws": TRIES} if TRIES else {}
    return {"folds": 4, "tune": ";".join(f"{key}={','.join(map(str, values))}" for key, values in grid.items()),
            "tune_score": "explained", **tries}  # fmt: skip


def parameters_for(names, best):
    """The best parameters; where there are fewer features than in the search, the root of their number."""
    best = {**best, "max_features": min(best["max_features"], max(roots(names)))}
    return {"parameters": ",".join(f"{key}={value}" for key, value in best.items())}


def same_event(event, held):
    """Scores of every draw at each stage, the best parameters, how many were tried, and the last stage's importances.

    The last stage comes first: its grid search serves all of them.
    """
    table, best, last = {}, None, None
    for stage, groups in reversed(STAGES.items()):
        names = columns(CONVENTIONAL + groups)
        of_groups = ";".join(f"{group.replace(' ', '_')}={','.join(columns((group,)))}" for group in CONVENTIONAL + groups)
        report = event.train(
            table=event.path("draws.csv"), predictors=",".join(names), method="forest_regression", test=0,
            model=event.path("same.slide"), applicability=0, importance="gain", groups=of_groups,
            **(parameters_for(names, best) if best else grid_for(names))
        )  # fmt: skip
        last = last or report
        best = best or {key: int(value) for key, value in report["tuning"]["best"].items()}
        estimates = event.predict(members_of(event.path("same.slide")), "output")
        table[stage] = np.array(
            [scores(estimate[~inside], event.lad[~inside]) for estimate, inside in zip(estimates, held, strict=True)]
        )
    return table, best, len(last["tuning"]["tries"]), last


def global_model(target, others):
    """Both scores of the median of models of the other events at each stage."""
    table = {"usgs": scores(target.usgs, target.lad)}
    for stage, groups in STAGES.items():
        names = columns(("usgs",) + groups)
        target.train(
            table=",".join(event.path("all.csv") for event in others), predictors=",".join(names), samples=GLOBAL,
            repeats=MEMBERS, method="forest_regression", test=0, model=target.path("global.slide"), applicability=0
        )  # fmt: skip
        table[stage] = scores(target.predict([target.path("global.slide")], "median")[0], target.lad)
    return table


def print_same(results):
    print(f"\nSame-event models (Figure 3 a-f): {SAME} blocks, mean of {REPEATS} draws, scored on all other blocks")
    print(f"{'':10}" + "".join(f"{stage:>22}" for stage in STAGES) + f"{'law':>10}{'with radar':>12}")
    for i, score in enumerate(("AUC", "r2")):
        for event, (table, *_) in results.items():
            cells = "".join(f"{table[stage][:, i].mean():>13.3f} +- {table[stage][:, i].std():.3f}" for stage in STAGES)
            laws = [scores(law, event.lad)[i] for law in event.laws.values()]
            print(f"{score:4}{event.name:6}{cells}{laws[0]:>10.3f}{laws[1]:>12.3f}")


def print_global(results):
    print(f"\nGlobal models (Figure 3 g-l): {GLOBAL} blocks of each of the other two events, median of {MEMBERS} models")
    print(f"{'':10}{'USGS alone':>13}" + "".join(f"{stage:>15}" for stage in STAGES))
    for i, score in enumerate(("AUC", "r2")):
        for event, table in results.items():
            print(f"{score:4}{event.name:6}" + "".join(f"{table[key][i]:>14.3f}" for key in ("usgs", *STAGES)))


def print_tuning(results):
    print(f"\nHyperparameters (Table 2), of {next(iter(results.values()))[2]} tried by 4-fold cross-validation, most R2")
    names = list(GRID) + ["max_features"]
    print(f"{'':10}" + "".join(f"{name:>19}" for name in names))
    for event, (_, best, *_) in results.items():
        print(f"{event.name:10}" + "".join(f"{best[name]:>19}" for name in names))


def print_importances(results):
    print("\nImportances with all features (Figure 7): share of the decrease in MAE, mean of the draws")
    names = [group.replace(" ", "_") for group in CONVENTIONAL + STAGES["second image"]]
    print(f"{'':10}" + "".join(f"{name:>14}" for name in names))
    for event, (*_, report) in results.items():
        value = {row["predictor"]: row["importance"] for row in report["gain"]}
        total = sum(value.values())
        print(f"{event.name:10}" + "".join(f"{value[name] / total:>14.3f}" for name in names))


def main():
    os.environ["PATH"] = os.pathsep.join(
        [os.path.join(SUITE, "testsuite", "event", name) for name in os.listdir(os.path.join(SUITE, "testsuite", "event"))
         if name.startswith("OBJ.")] + [os.environ["PATH"]])  # fmt: skip
    os.environ.update(GRASS_ADDON_BASE=os.path.join(SUITE, "dist"), GRASS_OVERWRITE="1")
    folder, begin = tempfile.mkdtemp(prefix="r_slide_p2_"), time.perf_counter()
    try:
        events = [Event(name, folder) for name in EVENTS]
        print(f"Three simulated earthquakes of {ROWS} x {COLS} cells in {len(EVENTS)} locations: blocks of 10 x 10 cells,")
        print(", ".join(f"{event.name}: {len(event.lad)}, {np.count_nonzero(event.lad > LANDSLIDE)} with LAD > 0.01, "
                        f"{np.count_nonzero(event.lad > AFFECTED)} with LAD > 0.1" for event in events), flush=True)  # fmt: skip
        same = {event: same_event(event, event.drawn()) for event in events}
        print_tuning(same)
        print_same(same)
        print_importances(same)
        sys.stdout.flush()
        between = time.perf_counter()
        print_global({event: global_model(event, [one for one in events if one is not event]) for event in events})
        end = time.perf_counter()
        print(f"\n{end - begin:.0f} s in all, {end - between:.0f} s of them for the global models")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
