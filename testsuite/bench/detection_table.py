"""Landslide detection from simulated backscatter as a global study of Sentinel-1 reports it: scores of the patch classifier for
two pairs of buffers and both orbits, of VV and VH and of VV alone, as median and standard deviation over its hyper-parameters;
the best model of each for rapid assessment, 60 days before and 12 after; and what its boxes find in the held-out south.
Run by bench.sh inside a GRASS session. In the environment ROWS and COLS (768) are the event's size, SHARE (0.04) that of the
landslides, EPOCHS (20) the net's, and TRIES (4) how many combinations of hyper-parameters. Patches have 32 cells: one of 30 m
stands in for a pixel of 10 m of the study's 64."""

import itertools
import os
import tempfile

import numpy as np

import detections_on_event as event

BUFFERS = [(60, 12), (60, 60)]
ORBITS = ("ascending", "descending")
# the study's are 32 and 64 filters, 4 to 6 others for each patch with landslides, dropout 0.5 and 0.7
GRID = {"filters": (16, 8), "imbalance": (4,), "dropout": (0.5, 0.7)}
SCORES = ("accuracy", "precision", "recall", "f1")
# with equal weights in the focal loss a patch is a detection from 0.5 on
SETTINGS = {"stride": 8, "epochs": int(os.environ.get("EPOCHS", 20)), "rate": 0.002, "parameters": "alpha=0.5"}
HEADING = f"{'Accuracy (%)':>15}{'Precision (%)':>15}{'Recall (%)':>15}{'F1-score (%)':>15}"


def tries():
    every = [dict(zip(GRID, values)) for values in itertools.product(*GRID.values())]
    return every[: int(os.environ.get("TRIES", len(every)))]


def study(folder, combination, buffers, orbit):
    """What each combination of hyper-parameters comes to, with its model's file."""
    told = []
    for number, options in enumerate(tries()):
        model = os.path.join(folder, f"{combination}_{buffers[1]}_{orbit}_{number}.slide")
        scores = event.train(model, buffers, orbit, combination, **SETTINGS, **options)
        told.append({**{name: 100 * (scores["test_" + name] or 0) for name in SCORES}, **options,
                     "model": model, "seconds": scores["seconds"]})  # fmt: skip
    return told


def spread_table(title, combination, folder):
    """A line for each orbit and pair of buffers; returns all tries."""
    print(f"\n{title}: {combination}, median and standard deviation of {len(tries())} combinations\n{'Orbit':12}{'Stacks':8}{HEADING}")
    found = {}
    for orbit, buffers in itertools.product(ORBITS, BUFFERS):
        found[orbit, buffers] = told = study(folder, combination, buffers, orbit)
        cells = (np.array([one[name] for one in told]) for name in SCORES)
        line = "".join(f"{f'{np.median(cell):.2f} +- {cell.std():.1f}':>15}" for cell in cells)
        seconds = sum(one["seconds"] for one in told)
        print(f"{orbit.title():12}{f'{buffers[0]}-{buffers[1]}':8}{line}   {seconds:5.0f} s", flush=True)
    return found


def best(told):
    return max(told, key=lambda one: one["f1"])


def rapid_table(found):
    """The best of each for 60 days before and 12 after, with its hyper-parameters."""
    print(f"\nTable 6: rapid assessment, 60-12\n{'Name':7}{'Orbit':12}{'Imbalance':>10}{'Filters':>8}{'Dropout':>8}{HEADING}")
    for combination, orbit in itertools.product(found, ORBITS):
        one = best(found[combination][orbit, (60, 12)])
        scores = "".join(f"{one[name]:15.2f}" for name in SCORES)
        print(f"{combination:7}{orbit.title():12}{one['imbalance']:>10}{one['filters']:>8}{one['dropout']:>8}{scores}")


def detection_lines(found):
    """What the boxes of the best models find."""
    print("\nDetections in the held-out south; in brackets as many boxes laid at random")
    env = event.south_env(0.33)
    for (orbit, buffers), told in found["VV_VH"].items():
        hits = event.hits(event.detect(best(told)["model"], "boxes", env), orbit, env)
        print(
            f"{orbit.title():12}{buffers[0]}-{buffers[1]}: {hits['boxes']} boxes, {hits['touching']} ({hits['touching_by_chance']:.1f}) "
            f"meet a landslide; {hits['met']} ({hits['met_by_chance']:.1f}) of {hits['slides']} landslides of 20 cells and more are met"
        )


def main():
    rows, cols = (int(os.environ.get(name, 768)) for name in ("ROWS", "COLS"))
    report = event.make_stacks(rows, cols, 42, os.environ.get("SHARE", 0.04), BUFFERS)
    print(f"{report['slides']} clustered landslides on {100 * report['share']:.2f} % of {rows} x {cols} cells")
    with tempfile.TemporaryDirectory() as folder:
        found = {
            combination: spread_table(f"Table {number}", combination, folder)
            for number, combination in ((4, "VV_VH"), (5, "VV"))
        }
        rapid_table(found)
        detection_lines(found)


if __name__ == "__main__":
    main()
