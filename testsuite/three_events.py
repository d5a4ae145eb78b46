"""Simulated earthquakes in locations of their own, each with what a model learns from, told in tables of samples."""

import os
import subprocess

# what the simulated law knows: see testsuite/event/README.md
PREDICTORS = "slope,pga,ksn_true,lithology,los_true"
LAW = {"predictors": PREDICTORS, "label": "landslides", "categorical": "lithology", "absolute": "los_true",
       "logarithm": "ksn_true"}  # fmt: skip

PREPARE = """
set -e
simulate_event rows={rows} cols={cols} seed={seed} prevalence={prevalence} format=json
r.slope.aspect elevation=elevation slope=slope aspect=aspect --quiet
"""


def elsewhere(projection, script):
    """Runs a shell script in a new location of this projection, which goes with it; what it prints."""
    env = {key: value for key, value in os.environ.items() if key not in ("GISRC", "GIS_LOCK", "GISBASE")}
    process = subprocess.run(
        ["grass", "--tmp-location", projection, "--exec", "sh", "-c", script],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False
    )  # fmt: skip
    if process.returncode != 0:
        raise RuntimeError(process.stderr)
    return process.stdout


def words(**options):
    return " ".join(f"{key}='{value}'" for key, value in options.items())


def prepare(rows, cols, seed, prevalence):
    """The shell commands that simulate an event in the current location and print its ceilings as JSON."""
    return PREPARE.format(rows=rows, cols=cols, seed=seed, prevalence=prevalence)
