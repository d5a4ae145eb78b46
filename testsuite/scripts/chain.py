"""The whole chain with grass.script, to start your own from; the same as chain.sh. In a GRASS session:

chain.py ELEVATION SHAKING COHERENCE_BEFORE COHERENCE_ACROSS LANDSLIDES PROBABILITY MODEL.slide

Exit status: 0 all went well, 1 a module failed and has said why, 2 wrong arguments.
"""

import json
import sys

import grass.script as gs
from grass.exceptions import CalledModuleError


def quietly(module, **options):
    """What the module prints; its messages stay on standard error."""
    return gs.read_command(module, quiet=True, errors="raise", **options)


def chain(elevation, shaking, before, across, landslides, probability, model):
    """The scores of the probability map on the held-out part, as r.slide.eval's manual page lists them."""
    gs.run_command("g.region", raster=elevation)
    quietly("r.slope.aspect", elevation=elevation, slope="chain_slope")
    quietly("r.slide.ksn", elevation=elevation, ksn_surface="chain_ksn")
    quietly("r.slide.insar", operation="change", pre=before, co=across, dpm="chain_dpm")
    held_out = {"split": "north_south", "test": 0.3, "test_map": "chain_held_out"}
    predictors = ["chain_slope", "chain_ksn", "chain_dpm", shaking]
    quietly("r.slide.train", predictors=predictors, label=landslides, model=model, **held_out)
    quietly("r.slide.predict", model=model, output=probability)
    return json.loads(
        quietly("r.slide.eval", input=probability, truth=landslides, test="chain_held_out", format="json")
    )


def main():
    if len(sys.argv) != 8:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        scores = chain(*sys.argv[1:])
    except CalledModuleError as error:
        print(error, file=sys.stderr)
        return 1
    print("prevalence", scores["prevalence"])
    print("auc_pr", scores["auc_pr"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
