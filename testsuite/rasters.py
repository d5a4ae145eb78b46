"""Raster maps of the current region as NumPy arrays and back, null as NaN."""

import numpy as np

import grass.script as gs
import grass.script.array as garray

NULL = -9999


def write(name, values, dtype=np.float32):
    """A map from an array or a number, NaN as null; it replaces a map of that name."""
    raster = garray.array(dtype=dtype)
    raster[...] = np.where(np.isnan(values), NULL, values)
    raster.write(name, null=NULL, overwrite=True)


def read(name, env=None):
    """A map as an array of double precision, in the region of an environment where one is given."""
    return np.array(garray.array(name, null=np.nan, env=env), dtype=float)


def exists(name):
    """Whether the current mapset has it."""
    return bool(gs.find_file(name, element="raster", mapset=".")["name"])
