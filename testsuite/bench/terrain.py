"""Times r.slide.ksn on 19 million cells beside r.watershed; run by bench.sh inside a GRASS session."""

import os
import re
import subprocess
import sys

from measure import measure, tell

from real_data import real_data

ROWS, COLS = 3467, 5573
SIMULATED_ROWS, SIMULATED_COLS = 867, 1393


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_elevation():
    """<dem_large>: a real elevation map resampled, or the simulated one where that is absent."""
    data = real_data("bigtujunga", "bigtujunga.tif")
    present = os.path.exists(data)
    if present:
        run("r.in.gdal", "-o", f"input={data}", "output=dem", "--overwrite")
    else:
        run("simulate_event", f"rows={SIMULATED_ROWS}", f"cols={SIMULATED_COLS}", "seed=42")
        run("g.rename", "raster=elevation,dem", "--overwrite")
    run("g.region", "raster=dem")
    run("g.region", f"rows={ROWS}", f"cols={COLS}")
    run("r.resamp.interp", "input=dem", "output=dem_large", "method=bicubic", "--overwrite")
    return "San Gabriel Mountains (SRTM), resampled" if present else "simulated landscape, resampled"


def ksn(*outputs):
    return ["r.slide.ksn", "elevation=dem_large", "nprocs=2", "--verbose", "--overwrite", *outputs]


def routing_seconds(messages):
    return float(re.search(r"took ([0-9.]+) s", messages).group(1))


def main():
    print(f"{ROWS} x {COLS} cells: {make_elevation()}")
    theirs = measure(["r.watershed", "-s", "elevation=dem_large", "accumulation=w", "drainage=v", "--overwrite"])
    ours = measure(ksn("direction=d", "accumulation=a", "ksn=k"))
    tell("routing, areas and Ksn", ours, "r.watershed -s", theirs)
    print(f"{'directions and areas alone':34}{routing_seconds(ours[2]):8.2f} s")
    units = measure(ksn("slope_units=u"))
    tell("slope units", units, "four r.watershed -s", (4.0 * theirs[0], theirs[1]))
    whole = measure(ksn("direction=d", "accumulation=a", "ksn=k", "ksn_surface=s", "distance=l", "flow_distance=f")
                    + ["hand=h", "drainage_density=n", "log_spi=p", "twi=t", "basins=b", "channels=c"])
    print(f"{'ten maps and the channels':34}{whole[0]:8.2f} s {whole[1]:7.0f} MB")
    run("g.region", f"rows={ROWS // 2}", f"cols={COLS // 2}")
    quarter = measure(ksn("direction=d", "accumulation=a", "ksn=k"))
    growth = ours[0] / quarter[0] * (ROWS // 2) * (COLS // 2) / (ROWS * COLS)
    print(f"{'cost per cell at four times the cells':34} {100 * (growth - 1):+.0f} %")


if __name__ == "__main__":
    sys.exit(main())
