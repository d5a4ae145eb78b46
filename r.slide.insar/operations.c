#include "operations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>
#include <jansson.h>

const struct operation operations[] = {
    {
        .name = "displacement",
        .description = N_("line-of-sight displacement from unwrapped phase"),
        .needs = WITH(OPTION_PHASE) | WITH(OPTION_WAVELENGTH) | WITH(OPTION_PRODUCER),
        .outputs = WITH(OPTION_OUTPUT) | WITH(OPTION_ABSOLUTE),
        .takes = WITH(OPTION_POSITIVE) | WITH(OPTION_UNIT) | WITH(OPTION_REFERENCE) | WITH(OPTION_RADIUS) |
                 WITH(OPTION_RAMP) | WITH(OPTION_COHERENCE) | WITH(OPTION_EXCLUDE),
        .run = run_displacement,
    },
    {
        .name = "change",
        .description = N_("loss and recovery of coherence across an event"),
        .needs = 0,
        .outputs = WITH(OPTION_DPM) | WITH(OPTION_CECL) | WITH(OPTION_PECI) | WITH(OPTION_SUM) | WITH(OPTION_MAX) |
                   WITH(OPTION_BXS) | WITH(OPTION_DIFFERENCE) | WITH(OPTION_RATIO),
        .takes = WITH(OPTION_PRE) | WITH(OPTION_CO) | WITH(OPTION_POST) | WITH(OPTION_CO_SIBLING) | WITH(OPTION_TRACK) |
                 WITH(OPTION_EVENT),
        .run = run_change,
    },
    {
        .name = "geometry",
        .description = N_("what the sensor sees of the terrain: layover, shadow, local incidence"),
        .needs = WITH(OPTION_ELEVATION) | WITH(OPTION_INCIDENCE),
        .outputs = WITH(OPTION_VISIBILITY) | WITH(OPTION_LAYOVER) | WITH(OPTION_SHADOW) | WITH(OPTION_LOCAL_INCIDENCE) |
                   WITH(OPTION_SLOPE_VISIBILITY) | WITH(OPTION_SEEN),
        .takes = WITH(OPTION_HEADING) | WITH(OPTION_SIDE) | WITH(OPTION_AZIMUTH) | WITH(OPTION_FORESHORTENING) |
                 WITH(OPTION_OTHERS) | WITH(OPTION_NPROCS),
        .run = run_geometry,
    },
    {
        .name = "stack",
        .description = N_("median, mean, standard deviation and number of many maps"),
        .needs = 0,
        .outputs = WITH(OPTION_MEDIAN) | WITH(OPTION_MEAN) | WITH(OPTION_SD) | WITH(OPTION_VALID),
        .takes = WITH(OPTION_INPUT) | WITH(OPTION_FILE) | WITH(OPTION_DATES) | WITH(OPTION_START) | WITH(OPTION_END) |
                 WITH(OPTION_SEASON),
        .run = run_stack,
    },
    {
        .name = "backscatter",
        .description = N_("median backscatter before and after an event, and the difference"),
        .needs = WITH(OPTION_EVENT),
        .outputs = WITH(OPTION_PREFIX),
        .takes = WITH(OPTION_INPUT) | WITH(OPTION_FILE) | WITH(OPTION_DATES) | WITH(OPTION_BUFFER_PRE) |
                 WITH(OPTION_BUFFER_POST) | WITH(OPTION_SCALE) | WITH(OPTION_OUTPUT_SCALE),
        .run = run_backscatter,
    },
    {
        .name = "decomposition",
        .description = N_("vertical and eastward displacement from an ascending and a descending track"),
        .needs = WITH(OPTION_ASCENDING) | WITH(OPTION_DESCENDING) | WITH(OPTION_INCIDENCE_ASCENDING) |
                 WITH(OPTION_INCIDENCE_DESCENDING) | WITH(OPTION_AZIMUTH_ASCENDING) | WITH(OPTION_AZIMUTH_DESCENDING) |
                 WITH(OPTION_AZIMUTH_IS),
        .outputs = WITH(OPTION_VERTICAL) | WITH(OPTION_EAST) | WITH(OPTION_VERTICAL_SD) | WITH(OPTION_EAST_SD),
        .takes = WITH(OPTION_SD_ASCENDING) | WITH(OPTION_SD_DESCENDING),
        .run = run_decomposition,
    },
    {
        .name = "metadata",
        .description = N_("dates and wavelength of a product, for its imported maps"),
        .needs = WITH(OPTION_FILE),
        .outputs = WITH(OPTION_FILE), /* what is printed */
        .takes = WITH(OPTION_SIDECAR) | WITH(OPTION_INPUT) | WITH(OPTION_FORMAT),
        .run = run_metadata,
    },
    {
        .name = "coherence",
        .description = N_("coherence of two complex images"),
        .needs = 0,
        .outputs =
            WITH(OPTION_OUTPUT) | WITH(OPTION_COHERENCE_PHASE) | WITH(OPTION_SIBLING_COHERENCE) | WITH(OPTION_BXS),
        .takes = WITH(OPTION_IMAGES) | WITH(OPTION_REAL) | WITH(OPTION_IMAGINARY) | WITH(OPTION_WINDOW) |
                 WITH(OPTION_LOOKS) | WITH(OPTION_BIAS) | WITH(OPTION_OVERSAMPLING) | WITH(OPTION_BEFORE) |
                 WITH(OPTION_BEFORE_AMPLITUDE) | WITH(OPTION_SIBLING_WINDOW) | WITH(OPTION_SIBLING_TEST) |
                 WITH(OPTION_SIBLING_LEVEL) | WITH(OPTION_SIBLINGS_LEAST) | WITH(OPTION_SIMULATED) |
                 WITH(OPTION_NPROCS),
        .run = run_coherence,
    },
    {
        .name = "unwrap",
        .description = N_("unwrapped phase from wrapped phase"),
        .needs = WITH(OPTION_PHASE),
        .outputs = WITH(OPTION_OUTPUT) | WITH(OPTION_COMPONENTS),
        .takes = WITH(OPTION_METHOD) | WITH(OPTION_COHERENCE) | WITH(OPTION_EXCLUDE) | WITH(OPTION_FORMAT),
        .run = run_unwrap,
    },
    {
        .name = "interferogram",
        .description = N_("wrapped phase and coherence of two complex images"),
        .needs = 0,
        .outputs = WITH(OPTION_OUTPUT) | WITH(OPTION_BOXCAR_COHERENCE),
        .takes = WITH(OPTION_IMAGES) | WITH(OPTION_REAL) | WITH(OPTION_IMAGINARY) | WITH(OPTION_WINDOW) |
                 WITH(OPTION_LOOKS) | WITH(OPTION_BIAS) | WITH(OPTION_OVERSAMPLING) | WITH(OPTION_SIMULATED) |
                 WITH(OPTION_NPROCS),
        .run = run_coherence,
    },
    {
        .name = "filter",
        .description = N_("noise out of wrapped phase, fringes kept (Goldstein and Werner 1998)"),
        .needs = WITH(OPTION_PHASE),
        .outputs = WITH(OPTION_OUTPUT),
        .takes = WITH(OPTION_COHERENCE) | WITH(OPTION_STRENGTH) | WITH(OPTION_WINDOW) | WITH(OPTION_WINDOW_STEP) |
                 WITH(OPTION_NPROCS),
        .run = run_filter,
    },
    {
        .name = "slope_parallel",
        .description = N_("velocity down the slope of the terrain from line-of-sight velocity"),
        .needs = WITH(OPTION_INPUT) | WITH(OPTION_ELEVATION) | WITH(OPTION_INCIDENCE),
        .outputs = WITH(OPTION_OUTPUT) | WITH(OPTION_SENSITIVITY),
        .takes = WITH(OPTION_HEADING) | WITH(OPTION_SIDE) | WITH(OPTION_AZIMUTH) | WITH(OPTION_LEAST_SENSITIVITY),
        .run = run_slope_parallel,
    },
    {
        .name = "sbas",
        .description = N_("displacement over time and velocity from a stack of unwrapped interferograms"),
        .needs = WITH(OPTION_WAVELENGTH) | WITH(OPTION_PRODUCER),
        .outputs = WITH(OPTION_VELOCITY) | WITH(OPTION_VELOCITY_SD) | WITH(OPTION_VELOCITY_NOISE) |
                   WITH(OPTION_OUTPUT) | WITH(OPTION_SERIES) | WITH(OPTION_ACCELERATION) | WITH(OPTION_STEP) |
                   WITH(OPTION_DEM_ERROR) | WITH(OPTION_RESIDUAL) | WITH(OPTION_TEMPORAL_COHERENCE) |
                   WITH(OPTION_VALID),
        .takes = WITH(OPTION_INPUT) | WITH(OPTION_FILE) | WITH(OPTION_DATES) | WITH(OPTION_COHERENCE) |
                 WITH(OPTION_POSITIVE) | WITH(OPTION_UNIT) | WITH(OPTION_REFERENCE) | WITH(OPTION_RADIUS) |
                 WITH(OPTION_WEIGHT) | WITH(OPTION_EQUIVALENT_LOOKS) | WITH(OPTION_MIN_PAIRS) | WITH(OPTION_EVENT) |
                 WITH(OPTION_RANGE) | WITH(OPTION_INCIDENCE) | WITH(OPTION_NPROCS) | WITH(OPTION_MEMORY) |
                 WITH(OPTION_LOOPS) | WITH(OPTION_FORMAT) | WITH(OPTION_RAMP) | WITH(OPTION_ELEVATION) |
                 WITH(OPTION_EXCLUDE) | WITH(OPTION_FILTER_DAYS) | WITH(OPTION_FILTER_DISTANCE) | WITH(OPTION_NETWORK),
        .run = run_sbas,
    },
    {0},
};

static void refuse_missing(const struct operation *operation, const struct options *options, option_set given)
{
    if (operation->needs & ~given)
        G_fatal_error(_("operation=%s needs %s: give %s"), operation->name,
                      options_text(options, operation->needs, _("and")),
                      options_text(options, operation->needs & ~given, _("and")));
    if (!(operation->outputs & given))
        G_fatal_error(_("operation=%s needs an output: give %s"), operation->name,
                      options_text(options, operation->outputs, _("or")));
}

const struct operation *operation_chosen(const struct options *options)
{
    const struct operation *operation = operations;
    const option_set given = options_given(options);
    option_set foreign;

    while (strcmp(operation->name, options->operation->answer) != 0)
        operation++;
    foreign = given & ~(operation->needs | operation->outputs | operation->takes);
    if (foreign)
        G_fatal_error(_("%s has no meaning for operation=%s: leave it out"), options_text(options, foreign, _("and")),
                      operation->name);
    refuse_missing(operation, options, given);
    options_refuse_clashes(options);
    return operation;
}

static json_t *keys_of(const struct options *options, option_set set)
{
    json_t *keys = json_array();

    for (int key = 0; key < OPTION_COUNT; key++)
        if (set & WITH(key))
            json_array_append_new(keys, json_string(options->of[key]->key));
    return keys;
}

void operations_print(const struct options *options)
{
    json_t *list = json_array();
    char *text;

    for (const struct operation *operation = operations; operation->name; operation++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:o, s:o}", "name", operation->name, "description",
                                              operation->description, "needs", keys_of(options, operation->needs),
                                              "outputs", keys_of(options, operation->outputs), "takes",
                                              keys_of(options, operation->takes)));
    text = json_dumps(list, JSON_INDENT(2));
    puts(text);
    free(text);
    json_decref(list);
}
