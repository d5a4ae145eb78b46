"""The experiment of Song et al. (2025) on the simulated event: 3 learners x 5 sets of predictors x 100 draws of samples.

Their Table 2 in its own shape, with the standard deviation over the draws, and the shares of five natural classes in the
maps of the forests of median AUC.  Run by bench.sh in a GRASS session; P1_ROWS, P1_COLS and P1_REPEATS in the environment
change the size from 600 x 800 cells and 100 draws.

What stands for what: PGA for the distance to faults, lithology for the geological units, the mean wetness index of
squares of 3 km for soil moisture, the median over three pairs, that of the earthquake among them, for the season's
coherence, the mean of three speckled images for its amplitude.  The planted law knows neither rainfall nor soil moisture
nor amplitude: these sets must score as (i) does; the coherence of the earthquake's pair tells of landslides.
"""

import csv
import io
import json
import os
import subprocess
import tempfile

from measure import run

ROWS, COLS = os.environ.get("P1_ROWS", "600"), os.environ.get("P1_COLS", "800")
REPEATS = os.environ.get("P1_REPEATS", "100")
BASE = "elevation,slope,curvature,pga,river_distance,aspect_sw,aspect_ne,lithology"
SETS = (
    ("(i) w/o", None),
    ("(ii) Precipitation", "rainfall"),
    ("(iii) SoilM", "soil_moisture"),
    ("(iv) Coherence", "coherence"),
    ("(v) Amplitude", "amplitude"),
)
LEARNERS = (("LR", "logistic", []), ("SVM", "svm", []), ("RF", "forest", ["parameters=trees=100"]))
SCORES = ("accuracy", "precision", "recall", "f1", "auc_roc")
MAPPED = ("(ii) Precipitation", "(iii) SoilM", "(iv) Coherence")


def grass(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_amplitude():
    """Three images of six looks, by land cover as bright as the event's own images: forest, shrub, grass, crop, bare."""
    power = "10. ^ ((0. - 4. * (landcover == 2) - 9. * (landcover == 3) - 6. * (landcover == 4) - 13. * (landcover == 5)) / 10.)"
    looks = " + ".join(["log(rand(0.0001, 1.))"] * 6)
    for seed in ("1", "2", "3"):
        grass("r.mapcalc", f"seed={seed}", f"expression=image_{seed} = sqrt({power} * -({looks}) / 6.)")
    grass("r.slide.insar", "operation=stack", "input=image_1,image_2,image_3", "mean=amplitude")


def make_predictors():
    grass("simulate_event", f"rows={ROWS}", f"cols={COLS}", "seed=42", "prevalence=0.01")
    grass("r.slope.aspect", "elevation=elevation", "slope=slope", "aspect=aspect", "pcurvature=curvature")
    # GRASS's aspect goes counterclockwise from east: south-west is 225 degrees, north-east 45
    for name, middle in (("sw", 225), ("ne", 45)):
        grass("r.mapcalc", f"expression=aspect_{name} = if(abs(aspect - {middle}) <= 22.5, 1., 0.)")
    grass("r.slide.ksn", "elevation=elevation", "distance=river_distance", "twi=twi")
    grass("g.region", "save=event")
    grass("g.region", "res=3000", "-a")
    grass("r.resamp.stats", "input=twi", "output=soil_moisture", "method=average")
    grass("g.region", "region=event")
    grass("r.slide.insar", "operation=stack", "input=coherence_pre,coherence_co,coherence_post", "median=coherence")
    make_amplitude()


def train(predictors, method, options, model):
    """Seconds, peak memory and what the module reports; as many others as landslides, by land cover; 70 % train."""
    seconds, megabytes, text, _ = run(
        ["r.slide.train", f"predictors={predictors}", "categorical=lithology", "label=landslides", f"method={method}"]
        + ["negatives=1", "strata=landcover", "allocation=proportional", "test=0.3", "seed=0", "applicability=0"]
        + [f"model={model}", "nprocs=2", "format=json", *options]
    )
    return seconds, megabytes, json.loads(text)


def print_heading(title):
    scores = "".join(f"{name:16}" for name in ("Accuracy", "Precision", "Recall", "F1 score", "AUC"))
    print(f"\n{title}\n{'Model':7}{'Feature set':21}{scores}{'s':>6}{'MB':>6}")


def initial_models(folder):
    """Table 2 (a): all predictors at once, one model each."""
    print_heading("(a) Initial models")
    everything = ",".join([BASE, *(predictor for _, predictor in SETS if predictor)])
    for name, method, options in LEARNERS:
        seconds, megabytes, report = train(everything, method, options, os.path.join(folder, "initial.slide"))
        scores = "".join(f"{report['test_' + score]:<16.3f}" for score in SCORES)
        print(f"{name:7}{'all':21}{scores}{seconds:6.1f}{megabytes:6.0f}", flush=True)


def simplified_models(folder):
    """Table 2 (b): each learner on each set; returns the forests' model files."""
    print_heading(f"(b) Simplified models: mean and standard deviation of {REPEATS} draws")
    forests = {}
    for name, method, options in LEARNERS:
        for title, predictor in SETS:
            model = os.path.join(folder, f"{method}_{title.split(')')[0][1:]}.slide")
            chosen = f"{BASE},{predictor}" if predictor else BASE
            seconds, megabytes, report = train(chosen, method, [*options, f"repeats={REPEATS}"], model)
            spread = report["scores_spread"]
            scores = "".join(f"{spread[s]['mean']:.3f} +- {spread[s]['sd']:.3f}  " for s in SCORES)
            print(f"{name:7}{title:21}{scores}{seconds:6.1f}{megabytes:6.0f}", flush=True)
            if method == "forest" and title in MAPPED:
                forests[title] = model
            else:
                os.remove(model)
    return forests


def class_shares(forests):
    """As in section 4.2: the forest of median AUC, five natural classes, percent of the area in each."""
    print("\nRF of median AUC, natural breaks: percent of the area from very low to very high")
    for title, model in forests.items():
        seconds, megabytes, text, _ = run(
            ["r.slide.predict", f"model={model}", "output=susceptibility", "classes=levels", "class_method=jenks"]
            + ["nprocs=2", "format=csv", "-u", "--overwrite"]
        )
        shares = [100 * float(row["share"]) for row in csv.DictReader(io.StringIO(text))]
        print(f"{title:21}" + "".join(f"{share:8.2f}" for share in shares) + f"{seconds:10.1f} s {megabytes:6.0f} MB", flush=True)


def main():
    make_predictors()
    ceiling = json.loads(run(["r.slide.eval", "input=probability_true", "truth=landslides", "format=json"])[2])
    print(
        f"Song et al. (2025), Table 2, on the simulated event: {ROWS} x {COLS} cells, {ceiling['positives']} landslide cells, "
        f"as many others for each draw\nThe planted law without radar has AUC {ceiling['auc_roc']:.3f} on all cells"
    )
    with tempfile.TemporaryDirectory(prefix="r_slide_p1_") as folder:
        initial_models(folder)
        class_shares(simplified_models(folder))


if __name__ == "__main__":
    main()
