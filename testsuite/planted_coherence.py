"""What the simulated event's radar can tell of a landslide, by the planted law: the best that any model can do with it.

As a program, inside the event's session: planted_coherence.py MAP writes the map of the best possible probability for
whoever knows the law's covariates, land cover, slope and the damage proxy map <dpm> = coherence_pre - coherence_co, but
none of the three coherences by itself.
"""

import sys

import numpy as np
from scipy.special import hyp2f1

LOOKS = 9  # of the 3 x 3 window that coherence is estimated in
OF_COVER = np.array([np.nan, 0.72, 0.84, 0.90, 0.87, 0.93])
CO_EVENT, LANDSLIDE_CO, LANDSLIDE_POST = 0.97, 0.3, 0.95  # factors on the quiet coherence: event/README.md, event/landslides.c
STEPS = 500  # of coherence from 0 to 1, where it is integrated
CLASSES = 1000  # of the quiet coherence, within which its law is taken for one


def quiet_coherence(cover, slope):
    """True coherence before the earthquake; slope in degrees."""
    known = np.where(np.isnan(cover), 0, cover).astype(int)
    return OF_COVER[known] * (1 - 0.08 * slope / 45)


def density(estimate, truth):
    """Of the coherence that LOOKS samples show, given the true one (Touzi et al. 1999, eq. 18), by Euler's transform."""
    x = (truth * estimate) ** 2
    series = hyp2f1(1 - LOOKS, 1 - LOOKS, 1, x) * (1 - x) ** (1 - 2 * LOOKS)
    return 2 * (LOOKS - 1) * (1 - truth**2) ** LOOKS * estimate * (1 - estimate**2) ** (LOOKS - 2) * series


def log_ratio(over_landslide, elsewhere):
    tiny = np.finfo(float).tiny
    return np.log(np.maximum(over_landslide, tiny)) - np.log(np.maximum(elsewhere, tiny))


def evidence_of_coherences(co, post, quiet):
    """ln of how much likelier both are over a landslide than elsewhere; that before tells nothing."""
    co_quiet = CO_EVENT * quiet
    return log_ratio(density(co, LANDSLIDE_CO * co_quiet), density(co, co_quiet)) + log_ratio(
        density(post, LANDSLIDE_POST * quiet), density(post, quiet)
    )


def density_of_loss(quiet, co_truth):
    """Of pre - co at the steps of -1 to 1: a convolution of both densities."""
    step = (np.arange(STEPS) + 0.5) / STEPS
    return np.convolve(density(step, quiet), density(step, co_truth)[::-1]) / STEPS


def evidence_of_loss(loss, quiet):
    """ln of how much likelier a coherence loss pre - co is over a landslide than elsewhere, itself alone."""
    place, evidence = (np.arange(2 * STEPS - 1) - (STEPS - 1)) / STEPS, np.empty(loss.shape)
    classes = np.round(quiet * CLASSES)
    for one in np.unique(classes):
        truth, inside = one / CLASSES, classes == one
        ratio = log_ratio(density_of_loss(truth, LANDSLIDE_CO * CO_EVENT * truth), density_of_loss(truth, CO_EVENT * truth))
        evidence[inside] = np.interp(loss[inside], place, ratio)
    return evidence


def updated(probability, evidence):
    """A probability after that evidence, by Bayes."""
    with np.errstate(divide="ignore"):
        return 1 / (1 + np.exp(np.log((1 - probability) / probability) - evidence))


def main(name):
    import grass.script.array as garray  # there is one inside a session only

    def values(mapname):
        return np.array(garray.array(mapname, null=np.nan), dtype=float)

    law, loss, quiet = values("probability_true"), values("dpm"), quiet_coherence(values("landcover"), values("slope"))
    known = ~np.isnan(law + loss + quiet)
    best = garray.array(dtype=np.float32)
    best[...] = -1
    best[known] = updated(law[known], evidence_of_loss(loss[known], quiet[known]))
    best.write(name, null=-1, overwrite=True)


if __name__ == "__main__":
    main(sys.argv[1])
