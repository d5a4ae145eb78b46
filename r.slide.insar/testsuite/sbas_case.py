"""What the tests of operation=sbas share: networks of dates, stacks of maps written and read at once."""

import datetime
import os
import tempfile

import grass.script as gs
import numpy as np
from grass.gunittest.gmodules import SimpleModule

WAVELENGTH = 0.0555
PER_RADIAN = 1000 * WAVELENGTH / (4 * np.pi)  # mm
TOWARD = dict(producer="other", positive="toward", unit="mm")


def write_all(names, values):
    """Maps of the current region, of values [maps, rows, cols] as floats, NaN as null: one process for all of them."""
    values = np.asarray(values, dtype=np.float32)
    region = gs.region()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "maps")
        np.where(np.isnan(values), -9999, values).astype(np.float32).tofile(path)
        gs.run_command(
            "r.in.bin", flags="f", input=path, output="banded", bands=len(names), rows=region["rows"],
            cols=region["cols"], north=region["n"], south=region["s"], west=region["w"], east=region["e"],
            anull=-9999, overwrite=True, quiet=True, errors="raise",
        )  # fmt: skip
    banded = [name.split("@")[0] for name in sorted(gs.list_strings("raster", pattern="banded*", mapset="."))]
    renamed = [name for both in zip(banded, names) for name in both]
    gs.run_command("g.rename", raster=renamed, overwrite=True, quiet=True, errors="raise")
    return values.astype(float)


def arrays(names):
    """[maps, rows, cols] of the current region, null as NaN."""
    region = gs.region()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "map")
        maps = []
        for name in names:
            gs.run_command("r.out.bin", flags="f", bytes=4, input=name, output=path, null="nan", quiet=True,
                           overwrite=True, errors="raise")  # fmt: skip
            maps.append(np.fromfile(path, dtype=np.float32).reshape(region["rows"], region["cols"]))
    return np.stack(maps).astype(float)


def ordinal(date):
    return datetime.datetime.strptime(date, "%Y%m%d").toordinal()


def dates_from(first, days):
    begin = datetime.datetime.strptime(first, "%Y%m%d")
    return [(begin + datetime.timedelta(days=int(d))).strftime("%Y%m%d") for d in days]


def pairs_within(dates, reach):
    """All pairs up to `reach` dates apart."""
    return [(a, b) for i, a in enumerate(dates) for b in dates[i + 1 : i + 1 + reach]]


def design(pairs, dates):
    """A of pair = A displacement, one column a date."""
    matrix = np.zeros((len(pairs), len(dates)))
    for i, (earlier, later) in enumerate(pairs):
        matrix[i, dates.index(earlier)] = -1
        matrix[i, dates.index(later)] = 1
    return matrix


def plant(pairs, values, prefix="p"):
    """Maps of displacements in mm [pairs, rows, cols] as phases; their names carry the dates. As floats hold them."""
    names = [f"{prefix}_{a}_{b}" for a, b in pairs]
    return names, write_all(names, values / PER_RADIAN) * PER_RADIAN


def sbas(**options):
    return SimpleModule("r.slide.insar", operation="sbas", overwrite=True, **options)
