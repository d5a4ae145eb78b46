"""Landscapes in steady state made without the module: steepest descent, areas and the integral of Ksn A^-theta dx."""

import grass.script as gs
import grass.script.array as garray
import numpy as np

from ksn_case import receivers, steepest_descent
from rasters import read

CELL = 30.0


def steepest_receivers(elevation, cell=CELL):
    """Receivers by steepest descent; the edge of the map is a coast, where all water leaves."""
    direction = steepest_descent(elevation, cell)[1]
    direction[[0, -1]] = direction[:, [0, -1]] = 0
    return receivers(direction, cell)


def climb(receiver, rise):
    """The sum of `rise` along the way down from each cell, by doubling the way; an outlet's own rise must be 0."""
    height, jump = rise.copy(), receiver.copy()
    while True:
        higher, farther = height + height[jump], jump[jump]
        if (farther == jump).all():
            return height
        height, jump = higher, farther


def areas(receiver, cell=CELL):
    """m2 that drain through each cell, the cell itself included: the farthest from the outlets first."""
    outlet = receiver == np.arange(receiver.size)
    depth = climb(receiver, np.where(outlet, 0, 1))
    area = np.full(receiver.size, cell * cell)
    order = np.argsort(-depth, kind="stable")
    bounds = np.searchsorted(-depth[order], -np.arange(1, depth.max() + 1), side="right")[::-1]
    first = 0
    for last in bounds:
        cells = order[first:last]
        np.add.at(area, receiver[cells], area[cells])
        first = last
    return area


class Steady:
    """Elevation whose steps along its own steepest descent are Ksn A^-theta dx everywhere, hillslopes too.

    `ksn_of(chi)` gives Ksn from chi [cells] of the upper end of each step, on the drainage of that moment. Directions
    and elevations are worked out in turn until the directions stay; where some only take turns, a few wait, by chance.
    """

    def __init__(self, start, theta, ksn_of, rounds=400):
        shape, random = start.shape, np.random.default_rng(1)
        receiver, step = steepest_receivers(start)
        for number in range(rounds):
            area = areas(receiver)
            chi = climb(receiver, area**-theta * step)
            ksn = ksn_of(chi) * np.ones(start.size)
            elevation = climb(receiver, ksn * area**-theta * step)
            steepest, way = steepest_receivers(elevation.reshape(shape))
            changed = steepest != receiver
            if not changed.any():
                break
            if number > 60:
                changed &= random.random(changed.size) < 0.8
            receiver, step = np.where(changed, steepest, receiver), np.where(changed, way, step)
        assert not changed.any(), f"{changed.sum()} directions do not stay"
        self.elevation = elevation.reshape(shape)
        self.receiver, self.step, self.area, self.chi, self.ksn = receiver, step, area, chi, ksn


def event_relief(rows=170, cols=230, seed=42):
    """The relief of a simulated event, without pits, to begin with; its region becomes the current one."""
    gs.run_command("simulate_event", rows=rows, cols=cols, seed=seed, overwrite=True, quiet=True)
    gs.run_command("g.region", raster="elevation")
    return read("elevation")


def write(name, values):
    """An array as a map of the current region."""
    out = garray.array(dtype=np.float64)
    out[...] = values
    out.write(mapname=name, null=np.nan, overwrite=True)
