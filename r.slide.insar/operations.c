#include "operations.h"

#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

const struct operation operations[] = {
    {
        .name = "displacement",
        .description = N_("line-of-sight displacement from unwrapped phase"),
        .needs = WITH(OPTION_PHASE) | WITH(OPTION_WAVELENGTH) | WITH(OPTION_PRODUCER),
        .outputs = WITH(OPTION_OUTPUT) | WITH(OPTION_ABSOLUTE),
        .takes = WITH(OPTION_POSITIVE) | WITH(OPTION_UNIT) | WITH(OPTION_REFERENCE) | WITH(OPTION_RADIUS) |
                 WITH(OPTION_RAMP),
        .run = run_displacement,
    },
    {
        .name = "change",
        .description = N_("loss and recovery of coherence across an event"),
        .needs = 0,
        .outputs = WITH(OPTION_DPM) | WITH(OPTION_CECL) | WITH(OPTION_PECI) | WITH(OPTION_SUM) | WITH(OPTION_MAX),
        .takes = WITH(OPTION_PRE) | WITH(OPTION_CO) | WITH(OPTION_POST),
        .run = run_change,
    },
    {
        .name = "coherence",
        .description = N_("coherence of two complex images"),
        .needs = 0,
        .outputs =
            WITH(OPTION_COHERENCE) | WITH(OPTION_COHERENCE_PHASE) | WITH(OPTION_SIBLING_COHERENCE) | WITH(OPTION_BX_S),
        .takes = WITH(OPTION_IMAGES) | WITH(OPTION_REAL) | WITH(OPTION_IMAGINARY) | WITH(OPTION_WINDOW) |
                 WITH(OPTION_LOOKS) | WITH(OPTION_BIAS) | WITH(OPTION_OVERSAMPLING) | WITH(OPTION_BEFORE) |
                 WITH(OPTION_BEFORE_AMPLITUDE) | WITH(OPTION_SIBLING_WINDOW) | WITH(OPTION_SIBLING_TEST) |
                 WITH(OPTION_SIBLING_LEVEL) | WITH(OPTION_SIBLINGS_LEAST) | WITH(OPTION_NPROCS),
        .run = run_coherence,
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
    options_refuse_same_outputs(options);
    return operation;
}
