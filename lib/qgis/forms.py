"""What the modules cannot say of their forms in QGIS: titles, what a beginner needs first, what makes no sense there.

Everything else, such as names, texts, choices, ranges and defaults, comes from the modules themselves.
"""

from dataclasses import dataclass, field


@dataclass
class Form:
    title: str
    needed: tuple = ()  # the form insists on these, though the module does not
    first: tuple = ()  # optional, but not hidden among the advanced ones; outputs are never hidden
    made: tuple = ()  # optional outputs that are made unless turned off; the others wait to be turned on
    left_out: tuple = ()
    texts: dict = field(default_factory=dict)  # what an option is in this form, where the module says more or other
    advanced: tuple = ()  # of PARTS: what it takes besides
    prints: str = ""  # title of the page that holds what the module prints; empty: nothing of interest


# An imagery group or a space-time dataset does not outlive the session that QGIS opens for an algorithm; a vector layer
# comes into it as one layer; a list in a file
# names maps of the session, whose names QGIS makes up: dates= says what such a list would
SESSION_ONLY = ("group", "series", "prefix", "layer", "file")

# Maps that are named again, by what labels= calls them: QGIS gives every layer a name of its own in the session, another in
# each, so that a model trained without labels= would find none of its predictors again
AS_TEXT = ("categorical", "circular", "absolute", "logarithm", "map")

FORMS = {
    "r.slide.ksn": Form(
        "Channel steepness, drainage factors and slope units from elevation",
        first=("threshold", "theta", "gradient", "depression"),
        made=("ksn", "ksn_surface"),
        prints="Summary",
    ),
    "r.slide.train": Form(
        "Train a landslide model",
        needed=("predictors", "labels", "model"),
        first=("label", "label_vector", "categorical", "method", "negatives", "test", "split", "seed"),
        # tables come from other locations, and their columns, not maps, are the predictors then
        left_out=("i", "table"),
        prints="Counts and scores",
    ),
    "r.slide.predict": Form(
        "Map landslide probability with a trained model",
        needed=("predictors", "labels"),
        made=("output",),
        texts={"output": "Landslide probability or areal density", "quantile_map": "Quantile over the members"},
        # QGIS would always make them: see PARTS
        left_out=("contributions",),
        prints="Summary",
    ),
    "r.slide.eval": Form(
        "Score maps of landslide probability",
        first=("test", "threshold", "intervals", "prior"),
        texts={"outcomes": "Hits, misses and false alarms, of one input"},
        # the model's checks find its predictors by the maps' names, which QGIS makes up
        left_out=("predictors", "dependence", "groups", "sample", "repeats", "importance_table", "ablation_table",
                  "dependence_table"),  # fmt: skip
        prints="Scores",
    ),
}

PARTS = {
    ("r.slide.predict", "contributions"): Form(
        "Map what each predictor contributes to the landslide probability",
        needed=("predictors", "labels", "contributions"),
        made=("dominant",),
        advanced=("map", "o", "p", "memory", "nprocs"),
        texts={"contributions": "Folder for maps of what each predictor contributes (SHAP values)"},
        prints="Summary",
    ),
}

# QGIS hands on text as it is, so that files are not looked for among the layers
IMAGES = {
    "images": "Files of two co-registered complex images with a comma between: the earlier, then the later",
    "window": "Boxcar window in cells, rows x columns, odd",
    "simulated": "File of a simulated phase to take away [radians]",
}

OPERATIONS = {
    "displacement": Form(
        "Line-of-sight displacement from unwrapped phase",
        first=("unit", "reference", "radius"),
        made=("output",),
        texts={
            "phase": "Unwrapped phase [radians]",
            "coherence": "Coherence, for reference=auto",
            "exclude": "Cells that moved: left out of the ramp and of reference=auto",
            "output": "Line-of-sight displacement, toward the satellite positive",
        },
    ),
    "change": Form("Coherence change and damage maps", first=("pre", "co", "post"), made=("dpm",)),
    "geometry": Form("Layover, shadow and local incidence", first=("heading", "side"), made=("visibility",)),
    "stack": Form(
        "Median, mean and deviation of many maps",
        needed=("input",),
        first=("dates", "start", "end", "season"),
        texts={"input": "Maps to stack", "dates": "Their dates in their order, such as 20150222,20150306"},
        made=("median",),
    ),
    "decomposition": Form("Vertical and eastward displacement from two tracks", made=("vertical", "east")),
    "coherence": Form(
        "Coherence of two complex images",
        needed=("images",),
        first=("window", "looks"),
        made=("output",),
        texts=IMAGES
        | {"before": "Files of six or more images before the event, to find siblings by", "output": "Boxcar coherence"},
    ),
    "unwrap": Form(
        "Unwrap phase",
        first=("coherence", "method", "exclude"),
        made=("output",),
        texts={
            "phase": "Wrapped phase [radians]",
            "coherence": "Coherence, as a weight of phase",
            "exclude": "Cells left out, such as water",
            "output": "Unwrapped phase [radians]",
        },
        prints="Residues and parts",
    ),
    "interferogram": Form(
        "Interferogram of two complex images",
        needed=("images",),
        first=("looks", "window"),
        made=("output",),
        texts=IMAGES | {"output": "Wrapped phase [radians]"},
    ),
    "filter": Form(
        "Filter wrapped phase (Goldstein)",
        first=("strength", "window", "coherence"),
        texts={
            "phase": "Wrapped phase [radians]",
            "coherence": "Coherence, for strength=coherence",
            "window": "Side of the window in cells, even",
            "output": "Filtered wrapped phase [radians]",
        },
    ),
    "slope_parallel": Form(
        "Velocity down the slope from line-of-sight velocity",
        first=("heading", "side"),
        made=("output",),
        texts={
            "input": "One map of line-of-sight velocity, toward the satellite positive",
            "output": "Velocity along the slope",
        },
    ),
    "sbas": Form(
        "Displacement series and velocity from interferograms (SBAS)",
        needed=("input", "dates"),
        first=("coherence", "weight", "reference", "unit", "event"),
        made=("velocity", "temporal_coherence"),
        texts={
            "input": "Unwrapped interferograms",
            "dates": "Their dates in their order, such as 20150222_20150306,20150306_20150318",
            "coherence": "Coherence maps of the interferograms, in the same order",
            "exclude": "Cells that moved: left out of the ramp and of reference=auto",
            "output": "Line-of-sight displacement at the last date",
        },
        # baselines stand in file=
        left_out=("dem_error", "range", "incidence"),
        prints="What was used and left out",
    ),
}

# Operations whose outputs are named after their inputs, or that only write into maps of the session
NOT_IN_QGIS = ("backscatter", "metadata")
