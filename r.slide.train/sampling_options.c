#include "sampling_options.h"

#include <stdlib.h>

#include <grass/glocale.h>

#include "grass/options.h"

#define MOST_SAMPLES 1e9
#define NUMBERS 5 /* options that must be finite */

static struct Option *number(const char *key, int type, const char *range, const char *answer, const char *label,
                             const char *description, const char *section)
{
    struct Option *option = option_define(key, type, section, label, description);

    option->options = range;
    option->answer = answer ? G_store(answer) : NULL;
    return option;
}

void define_label(struct sampling_options *options)
{
    options->label =
        option_define_standard(G_OPT_R_INPUT, "label", _("Required"), _("Name of the map of landslides"),
                               _("0 none, any other value a landslide, null left out; or densities from 0 to "
                                 "1 for method=forest_regression"));
}

void define_labels(struct sampling_options *options)
{
    options->label_vector =
        option_define_standard(G_OPT_V_INPUT, "label_vector", _("Labels"), _("Name of the vector map of landslides"),
                               _("Its areas and points become landslide cells, all other cells of the region none"));
    options->layer = G_define_standard_option(G_OPT_V_FIELD);
    options->layer->guisection = _("Labels");
    options->where = G_define_standard_option(G_OPT_DB_WHERE);
    options->where->guisection = _("Labels");
    options->radius =
        number("radius", TYPE_DOUBLE, "0-", NULL, _("Radius of a landslide around a point, in metres"),
               _("Cells whose centres are within it of the point's cell; areas grow by it too"), _("Labels"));
    G_option_exclusive(options->label, options->label_vector, NULL);
    G_option_requires(options->where, options->label_vector, NULL);
    G_option_requires(options->radius, options->label_vector, NULL);
}

void define_sampling(struct sampling_options *options)
{
    const char *section = _("Sampling");

    options->negatives = number("negatives", TYPE_DOUBLE, "0-1000000", "20",
                                _("Other cells for each landslide cell (0: all)"), NULL, section);
    options->samples =
        number("samples", TYPE_INTEGER, "1-", NULL, _("Numbers of landslide cells and others to draw"),
               _("Such as 250,250; default: all landslide cells and as many others as negatives= says"), section);
    options->samples->multiple = YES;
    options->strata = option_define_standard(
        G_OPT_R_INPUT, "strata", section, _("Name of a map of strata for the cells without a landslide"),
        _("Such as land cover: categories as whole numbers; cells without one are left out"));
    options->allocation = number("allocation", TYPE_STRING, NULL, NULL, _("How many come from each stratum"),
                                 _("Default: proportional"), section);
    for (const struct allocation_method *method = allocation_methods; method->name; method++)
        option_add_choice(options->allocation, method->name, _(method->description));
    options->buffer = number("buffer", TYPE_DOUBLE, "0-", NULL, _("Distance of other cells from landslides (m)"),
                             _("Least and most, from the nearest landslide cell; one number is the least"), section);
    options->buffer->multiple = YES;
    options->thinning =
        number("thinning", TYPE_DOUBLE, "0-", NULL, _("Least distance between samples of one class, in metres"),
               _("Landslide cells are thinned too"), section);
    options->repeats = number("repeats", TYPE_INTEGER, "1-10000", "1", _("Draws of samples, each with its model"),
                              _("All of them in the model file"), section);
    G_option_exclusive(options->negatives, options->samples, NULL);
    G_option_requires(options->allocation, options->strata, NULL);
}

static void read_samples(const struct Option *samples, struct sampling *wanted)
{
    double positive, negative;

    if (!samples->answer)
        return;
    positive = atof(samples->answers[0]);
    negative = samples->answers[1] ? atof(samples->answers[1]) : 0.;
    if (negative >= 1. && samples->answers[2])
        negative = 0.; /* three are as wrong as one */
    if (negative < 1. || positive > MOST_SAMPLES || negative > MOST_SAMPLES)
        G_fatal_error(_("samples=%s must be two numbers from 1 to %g, landslide cells and others, such as 250,250"),
                      samples->answer, MOST_SAMPLES);
    wanted->fixed_positive = (uint64_t)positive;
    wanted->fixed_negative = (uint64_t)negative;
    wanted->negatives_per_positive = 0.;
}

static void read_buffer(const struct Option *buffer, struct sampling *wanted)
{
    if (!buffer->answer)
        return;
    wanted->buffer_least = atof(buffer->answers[0]);
    if (!buffer->answers[1])
        return;
    wanted->buffer_most = atof(buffer->answers[1]);
    if (buffer->answers[2] || !(wanted->buffer_most > wanted->buffer_least))
        G_fatal_error(_("buffer=%s must be one distance in metres, or two of which the second is larger"),
                      buffer->answer);
}

/* "nan" and "inf" pass the parser's ranges */
static void refuse_not_finite(const struct Option *option)
{
    for (char **answer = option->answers; answer && *answer; answer++)
        if (!(atof(*answer) <= 1e12))
            G_fatal_error(_("%s=%s must be a finite number"), option->key, option->answer);
}

void read_sampling(const struct sampling_options *options, struct sampling_request *request)
{
    const struct Option *finite[NUMBERS] = {options->negatives, options->samples, options->buffer, options->thinning,
                                            options->radius};

    for (size_t i = 0; i < NUMBERS; i++)
        refuse_not_finite(finite[i]);
    *request = (struct sampling_request){
        .label = options->label->answer,
        .label_vector = options->label_vector->answer,
        .layer = options->layer->answer,
        .where = options->where->answer,
        .radius = options->radius->answer ? atof(options->radius->answer) : 0.,
        .strata = options->strata->answer,
        .repeats = strtoul(options->repeats->answer, NULL, 10),
        .wanted = {.negatives_per_positive = atof(options->negatives->answer),
                   .thinning = options->thinning->answer ? atof(options->thinning->answer) : 0.},
    };
    if (options->allocation->answer)
        request->wanted.allocation = allocation_find(options->allocation->answer)->kind;
    read_samples(options->samples, &request->wanted);
    read_buffer(options->buffer, &request->wanted);
}
