"""What the modules cannot say of their forms in QGIS: titles, what a beginner needs first, what makes no sense there.

Everything else, such as names, texts, choices, ranges and defaults, comes from the modules themselves.
"""

from dataclasses import dataclass


@dataclass
class Form:
    title: str
    needed: tuple = ()  # the form insists on these, though the module does not
    first: tuple = ()  # optional, but not hidden among the advanced ones; outputs are never hidden
    left_out: tuple = ()
    prints: str = ""  # title of the page that holds what the module prints; empty: nothing of interest


# An imagery group or a space-time dataset does not outlive the session that QGIS opens for one algorithm
SESSION_ONLY = ("group", "series", "prefix")

# Maps that are named again, by what labels= calls them: QGIS gives every layer a name of its own in the session
AS_TEXT = ("categorical", "circular", "absolute", "logarithm", "map")

FORMS = {
    "r.slide.ksn": Form(
        "Channel steepness, drainage factors and slope units from elevation",
        first=("threshold", "theta", "gradient", "depression"),
        prints="Summary",
    ),
    "r.slide.train": Form(
        "Train a landslide model",
        needed=("predictors",),
        first=("labels", "categorical", "method", "negatives", "test", "split", "seed"),
        prints="Counts and scores",
    ),
    "r.slide.predict": Form(
        "Map landslide probability with a trained model",
        needed=("predictors",),
        first=("labels",),
        prints="Summary",
    ),
    "r.slide.eval": Form(
        "Score maps of landslide probability",
        first=("test", "threshold", "intervals", "prior"),
        prints="Scores",
    ),
}

OPERATIONS = {
    "displacement": Form("Line-of-sight displacement from unwrapped phase", first=("unit", "reference", "radius")),
    "change": Form("Coherence change and damage maps", first=("pre", "co", "post")),
    "geometry": Form("Layover, shadow and local incidence", first=("heading", "look")),
    "stack": Form("Median, mean and deviation of many maps", needed=("input",), first=("start", "end", "season")),
    "decomposition": Form("Vertical and eastward displacement from two tracks"),
    "coherence": Form("Coherence of two complex images", needed=("images",), first=("window", "looks")),
    "unwrap": Form("Unwrap phase", first=("coherence", "method", "exclude"), prints="Residues and parts"),
    "interferogram": Form("Interferogram of two complex images", needed=("images",), first=("looks", "window")),
    "filter": Form("Filter wrapped phase (Goldstein)", first=("strength", "window", "coherence")),
    "slope_parallel": Form("Velocity down the slope from line-of-sight velocity", first=("heading", "look")),
    "sbas": Form(
        "Displacement series and velocity from interferograms (SBAS)",
        needed=("input",),
        first=("file", "coherence", "weight", "reference", "unit", "event"),
        prints="What was used and left out",
    ),
}

# Operations whose outputs are named after their inputs, or that only write into maps of the session
NOT_IN_QGIS = ("backscatter", "metadata")
