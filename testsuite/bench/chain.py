"""The whole chain on the simulated event, from elevation and radar maps to a scored probability map, stage by stage: wall
time and peak memory. Run by bench.sh inside a GRASS session.

Usage: chain.py ROWS COLS   3467 x 5573 is the size of the Gorkha study: 19.3 million cells, 14 predictors, all landslide
cells and 20 others for each
"""

import json
import os
import shutil
import sys
import tempfile

from measure import run

PREDICTORS = (
    "slope,aspect_sin,aspect_cos,curvature_abs,elevation,ksn,river_distance,drainage_density,log_spi,"
    "pga,rainfall,landcover,los_abs,dpm"
)
BYTES_PER_CELL = 200  # of all the maps on disk, compressed, and the same again for safety


def stages(rows, cols, folder, threads):
    """What a stage is, and its commands."""
    model = os.path.join(folder, "event.slide")
    mapcalc = [f"r.mapcalc expression='{expression}'" for expression in (
        "aspect_sin = if(aspect == 0, 0, sin(aspect))", "aspect_cos = if(aspect == 0, 0, cos(aspect))",
        "curvature_abs = abs(profile_curvature)",
    )]  # fmt: skip
    return (
        ("simulated event (not of the chain)", [f"simulate_event rows={rows} cols={cols} seed=42"]),
        (
            "GRASS: slope, aspect, curvature",
            ["r.slope.aspect elevation=elevation slope=slope aspect=aspect pcurvature=profile_curvature", *mapcalc],
        ),
        (
            "r.slide.ksn: Ksn and drainage",
            ["r.slide.ksn elevation=elevation theta=0.45 radius=1000 ksn_surface=ksn distance=river_distance"
             f" drainage_density=drainage_density log_spi=log_spi channels=channels nprocs={threads}"],
        ),
        (
            "r.slide.insar: displacement, DPM",
            ["r.slide.insar operation=displacement phase=phase wavelength=0.236 producer=isce absolute=los_abs",
             "r.slide.insar operation=change pre=coherence_pre co=coherence_co dpm=dpm"],
        ),
        (
            "r.slide.train: XGBoost, 20 to 1",
            [f"r.slide.train predictors={PREDICTORS} categorical=landcover label=landslides negatives=20 seed=42"
             f" split=north_south test=0.3 test_map=held_out model={model} nprocs={threads}"],
        ),
        ("r.slide.predict: every cell", [f"r.slide.predict model={model} output=probability nprocs={threads}"]),
        (
            "r.slide.eval: scores, HTML report",
            [f"r.slide.eval input=probability truth=landslides test=held_out report={folder}/report.html nprocs={threads}"],
        ),
    )  # fmt: skip


def check_disk(cells):
    """Ends before anything is computed where the maps would not fit."""
    place = os.popen("g.gisenv get=GISDBASE").read().strip()
    free, needed = shutil.disk_usage(place).free, cells * BYTES_PER_CELL
    if free < needed:
        sys.exit(f"{place} has {free / 1e9:.1f} GB free, {cells / 1e6:.1f} million cells need {needed / 1e9:.1f} GB")


def tell_scores(names):
    """The model's scores on the held-out rows beside the best that any model can reach."""
    for title, name in names:
        scores = json.loads(run(["r.slide.eval", f"input={name}", "truth=landslides", "test=scored", "format=json"])[2])
        print(
            f"{title}: AUC-ROC {scores['auc_roc']:.4f}, AUC-PR {scores['auc_pr']:.4f}, Brier {scores['brier']:.6f} on "
            f"{scores['cells_scored']} cells, {100 * scores['prevalence']:.3f} % of them landslides"
        )


def main(rows, cols):
    cells, threads = rows * cols, os.cpu_count()
    check_disk(cells)
    print(f"{rows} x {cols}, {cells / 1e6:.1f} million cells, {PREDICTORS.count(',') + 1} predictors, {threads} threads")
    print("\n| stage | wall time | peak memory |\n|---|---|---|", flush=True)
    chain = []
    with tempfile.TemporaryDirectory(prefix="r_slide_chain_") as folder:
        for title, commands in stages(rows, cols, folder, threads):
            seconds, megabytes, _, _ = run(["sh", "-e", "-c", "\n".join(commands)])
            chain.append((seconds, megabytes))
            print(f"| {title} | {seconds:.1f} s | {megabytes:.0f} MB |", flush=True)
    seconds, megabytes = sum(one[0] for one in chain[1:]), max(one[1] for one in chain[1:])
    print(f"| the chain | {seconds:.1f} s | {megabytes:.0f} MB |\n", flush=True)
    run(["r.mapcalc", "expression=scored = if(isnull(probability), null(), held_out)"])
    tell_scores((("model", "probability"), ("best possible with radar", "probability_posterior")))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
