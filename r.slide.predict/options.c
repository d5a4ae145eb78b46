#include "options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "unit_run.h"

static void define_inputs(struct options *options)
{
    options->model = G_define_standard_option(G_OPT_F_BIN_INPUT);
    options->model->key = "model";
    options->model->description = _("Name of the model file (.slide)");

    options->predictors = G_define_standard_option(G_OPT_R_INPUTS);
    options->predictors->key = "predictors";
    options->predictors->required = NO;
    options->predictors->label = _("Names of the maps to find the predictors among");
    options->predictors->description = _("Without these, the mapsets of the search path");
    options->predictors->guisection = _("Predictors");

    options->group = G_define_standard_option(G_OPT_I_GROUP);
    options->group->required = NO;
    options->group->description = _("Name of an imagery group to find the predictors in");
    options->group->guisection = _("Predictors");
    G_option_exclusive(options->predictors, options->group, NULL);

    options->labels = option_define_labels(options->predictors);

    options->map = G_define_option();
    options->map->key = "map";
    options->map->type = TYPE_STRING;
    options->map->required = NO;
    options->map->multiple = YES;
    options->map->key_desc = "predictor:map";
    options->map->label = _("Predictors whose maps have other names here");
    options->map->description = _("Such as slope:slope_lombok; semantic labels come first, then this, then names");
    options->map->guisection = _("Predictors");

    options->trusted = G_define_flag();
    options->trusted->key = 'o';
    options->trusted->label = _("Override the check of the maps' meaning");
    options->trusted->description = _("Predict where type, units or whole range of a map differ from training");
    options->trusted->guisection = _("Predictors");
}

static struct Option *map_option(const char *key, const char *description, const char *section)
{
    return option_define_standard(G_OPT_R_OUTPUT, key, section, NULL, description);
}

static struct Option *value_option(const char *key, int type, const char *description, const char *section)
{
    return option_define(key, type, section, NULL, description);
}

static void define_estimates(struct options *options)
{
    options->output =
        map_option("output", _("Name for output map of landslide probability, or of areal density"), _("Output"));

    options->uncorrected = G_define_flag();
    options->uncorrected->key = 'u';
    options->uncorrected->label = _("Do not correct for the sampling of training cells");
    options->uncorrected->description = _("Probabilities are then those of the training samples' mixture");
    options->uncorrected->guisection = _("Output");

    options->combine = value_option("combine", TYPE_STRING, NULL, _("Ensemble"));
    options->combine->label = _("What the output shows of a model with several members");
    options->combine->description = _("Without this, one member for probabilities, the median for areal densities");
    option_add_choice(options->combine, "member", _("the member of median score"));
    option_add_choice(options->combine, "median", _("the median over all members, cell by cell"));
    options->median = map_option("median", _("Name for output map of the median over the members"), _("Ensemble"));
    options->mean = map_option("mean", _("Name for output map of the mean over the members"), _("Ensemble"));
    options->deviation =
        map_option("stddev", _("Name for output map of the standard deviation over the members"), _("Ensemble"));
    options->quantile = value_option("quantile", TYPE_DOUBLE, _("Quantiles over the members to map"), _("Ensemble"));
    options->quantile->multiple = YES;
    options->quantile->options = "0-1";
    options->quantile_map = G_define_standard_option(G_OPT_R_OUTPUTS);
    options->quantile_map->key = "quantile_map";
    options->quantile_map->required = NO;
    options->quantile_map->description = _("Names for output maps of the quantiles, one for each");
    options->quantile_map->guisection = _("Ensemble");
    G_option_collective(options->quantile, options->quantile_map, NULL);
}

static void define_classes(struct options *options)
{
    options->classes = map_option("classes", _("Name for output map of the output's classes"), _("Classes"));
    options->class_method = value_option("class_method", TYPE_STRING, _("How class limits are found"), _("Classes"));
    options->class_method->answer = "equal";
    option_add_choice(options->class_method, "equal", _("intervals of one length"));
    option_add_choice(options->class_method, "quantile", _("as many cells in each class"));
    option_add_choice(options->class_method, "jenks", _("natural breaks: least variance within classes"));
    option_add_choice(options->class_method, "breaks", _("limits given as breaks"));
    option_add_choice(options->class_method, "success", _("given shares of the landslides of a truth map"));
    options->class_count = value_option("class_count", TYPE_INTEGER, _("Number of classes"), _("Classes"));
    options->class_count->options = "2-20";
    options->class_count->answer = "5";
    options->breaks = value_option("breaks", TYPE_DOUBLE, NULL, _("Classes"));
    options->breaks->label = _("Class limits, ascending, for class_method=breaks");
    options->breaks->description = _("A value equal to a limit belongs to the lower class");
    options->breaks->multiple = YES;
    options->truth = G_define_standard_option(G_OPT_R_INPUT);
    options->truth->key = "truth";
    options->truth->required = NO;
    options->truth->label = _("Name of the map of landslides for class_method=success");
    options->truth->description = _("Landslide where neither 0 nor null");
    options->truth->guisection = _("Classes");
    options->class_shares = value_option("class_shares", TYPE_DOUBLE, NULL, _("Classes"));
    options->class_shares->label = _("Percent of landslides in each class");
    options->class_shares->description =
        _("Lowest class first, such as 5,25,70 for three classes; the sum is 100; for class_method=success");
    options->class_shares->multiple = YES;
    options->class_shares->options = "0-100";
    G_option_requires(options->classes, options->output, NULL);
    G_option_requires_all(options->truth, options->classes, options->class_shares, NULL);
    G_option_requires_all(options->class_shares, options->classes, options->truth, NULL);
    G_option_requires(options->breaks, options->classes, NULL);
}

static void define_explanations(struct options *options)
{
    options->contributions = G_define_standard_option(G_OPT_R_BASENAME_OUTPUT);
    options->contributions->key = "contributions";
    options->contributions->required = NO;
    options->contributions->label = _("Prefix of output maps of contributions (SHAP values)");
    options->contributions->description = _("A map for each predictor, named prefix_predictor");
    options->contributions->guisection = _("Explanation");
    options->dominant =
        map_option("dominant", _("Name for output map of the predictor that contributes most"), _("Explanation"));
    options->positive = G_define_flag();
    options->positive->key = 'p';
    options->positive->label = _("Only positive contributions make a predictor the dominant one");
    options->positive->description = _("Cells where none raises the prediction are null");
    options->positive->guisection = _("Explanation");
    G_option_requires(options->positive, options->dominant, NULL);

    options->outside = map_option("outside", _("Name for output map of how many predictors leave the training range"),
                                  _("Applicability"));
    options->dissimilarity = map_option(
        "dissimilarity", _("Name for output map of the dissimilarity to the training samples"), _("Applicability"));
    options->applicability =
        map_option("applicability", _("Name for output map of applicability: 1 inside, 0 outside"), _("Applicability"));
}

void define_options(struct options *options)
{
    define_inputs(options);
    define_estimates(options);
    define_classes(options);
    define_explanations(options);
    units_define(&options->units);
    define_net_options(&options->net);
    G_option_required(options->output, options->median, options->mean, options->deviation, options->quantile_map,
                      options->contributions, options->dominant, options->outside, options->dissimilarity,
                      options->applicability, options->units.vector, options->net.heat, options->net.detections, NULL);
    options->memory = G_define_standard_option(G_OPT_MEMORYMB);
    options->memory->guisection = _("Resources");
    options->nprocs = G_define_standard_option(G_OPT_M_NPROCS);
    options->nprocs->guisection = _("Resources");
    options->format = option_define_format(_("Format of the summary on standard output"));
    option_add_choice(options->format, "csv", _("comma-separated values: the table of classes where there is one"));
}

static size_t answers_of(const struct Option *option)
{
    size_t count = 0;

    while (option->answers && option->answers[count])
        count++;
    return count;
}

static void read_quantiles(const struct options *options, struct wanted *wanted)
{
    wanted->quantiles = answers_of(options->quantile);
    if (answers_of(options->quantile_map) != wanted->quantiles)
        G_fatal_error(_("quantile has %zu numbers, quantile_map %zu names: give a name for each"), wanted->quantiles,
                      answers_of(options->quantile_map));
    wanted->quantile = options->quantile_map->answers;
    wanted->share = G_calloc(wanted->quantiles + 1, sizeof *wanted->share);
    for (size_t i = 0; i < wanted->quantiles; i++)
        wanted->share[i] = atof(options->quantile->answers[i]);
}

static void refuse_what_the_model_cannot(const struct request *request)
{
    const struct wanted *wanted = &request->wanted;
    const struct model *model = request->model;

    if (wanted->deviation && model->members < 2 && !request->net.passes) {
        if (model->recipe.learner->spatial)
            G_fatal_error(_("stddev: '%s' has one member, and one has no standard deviation. Train several with "
                            "repeats=, or a net with dropout= and predict with dropout_passes=."),
                          request->model_path);
        G_fatal_error(_("stddev: '%s' has one member, and one has no standard deviation. Train several with repeats=."),
                      request->model_path);
    }
    if ((wanted->contributions || wanted->dominant) && !model->recipe.learner->contributions &&
        !model->recipe.learner->spatial)
        G_fatal_error(_("contributions and dominant: %s cannot tell what each predictor contributes"),
                      model->recipe.learner->name);
    if ((wanted->dissimilarity || wanted->applicability) && model->applicability.points == 0)
        G_fatal_error(_("dissimilarity and applicability: '%s' holds no training samples. Train it with "
                        "applicability= above 0."),
                      request->model_path);
}

/* the options that name maps to be written, NULL after the last; G_free it */
static struct Option **output_maps(const struct options *options)
{
    struct Option *const maps[] = {options->output,        options->median,       options->mean,
                                   options->deviation,     options->quantile_map, options->classes,
                                   options->dominant,      options->outside,      options->dissimilarity,
                                   options->applicability, options->net.heat,     NULL};
    struct Option **copy = G_malloc(sizeof maps);

    memcpy(copy, maps, sizeof maps);
    return copy;
}

static void refuse_same_outputs(const struct options *options)
{
    struct Option **maps = output_maps(options);

    options_refuse_same_output(maps);
    G_free(maps);
}

void refuse_outputs_that_are_read(const struct options *options, const struct stack *predictors)
{
    struct Option **maps = output_maps(options);

    for (int i = 0; i < predictors->count; i++)
        options_refuse_input(maps, predictors->map[i].full_name);
    options_refuse_input(maps, options->units.units->answer);
    options_refuse_input(maps, options->truth->answer);
    G_free(maps);
}

void read_request(const struct options *options, const struct model *model, struct request *request)
{
    const bool quantity = model->recipe.learner->quantity;
    const char *combine = options->combine->answer;

    *request = (struct request){
        .model = model,
        .model_path = options->model->answer,
        .wanted = {.estimate = options->output->answer || options->units.vector->answer || options->net.heat->answer,
                   .output = options->output->answer,
                   .median = options->median->answer,
                   .mean = options->mean->answer,
                   .deviation = options->deviation->answer,
                   .outside = options->outside->answer,
                   .dissimilarity = options->dissimilarity->answer,
                   .applicability = options->applicability->answer,
                   .contributions = options->contributions->answer,
                   .dominant = options->dominant->answer},
        .median = model->members > 1 && (combine ? strcmp(combine, "median") == 0 : quantity),
        .only_positive = options->positive->answer,
        .corrected = !quantity && !options->uncorrected->answer,
        .trusted = options->trusted->answer,
        .megabytes = atof(options->memory->answer),
    };
    refuse_same_outputs(options);
    read_quantiles(options, &request->wanted);
    read_net_request(&options->net, model, read_threads(options), &request->net);
    refuse_what_the_model_cannot(request);
    units_read(&options->units, model, &request->units);
}

static void read_limits(const struct options *options, struct class_request *request)
{
    const size_t count = answers_of(options->breaks);

    if (count == 0 || count >= BREAKS_MOST_CLASSES)
        G_fatal_error(_("class_method=breaks needs 1 to %d limits in breaks="), BREAKS_MOST_CLASSES - 1);
    for (size_t i = 0; i < count; i++) {
        request->limit[i] = atof(options->breaks->answers[i]);
        if (!isfinite(request->limit[i]) || (i > 0 && !(request->limit[i] > request->limit[i - 1])))
            G_fatal_error(_("breaks: %s is not above the limit before it: they must be numbers in ascending order"),
                          options->breaks->answers[i]);
    }
    request->count = (int)count + 1;
}

static void read_shares(const struct options *options, struct class_request *request)
{
    const size_t count = answers_of(options->class_shares);
    double sum = 0.;

    if (!request->truth || count < 2 || count > BREAKS_MOST_CLASSES)
        G_fatal_error(_("class_method=success needs a map of landslides, truth=, and the percent of them in each of 2 "
                        "to %d classes, class_shares="),
                      BREAKS_MOST_CLASSES);
    for (size_t i = 0; i < count; i++)
        sum += request->share[i] = atof(options->class_shares->answers[i]) / 100.;
    if (fabs(sum - 1.) > 1e-6)
        G_fatal_error(_("class_shares: the sum is %g, it must be 100"), 100. * sum);
    request->count = (int)count;
}

void read_class_request(const struct options *options, const struct model *model, struct class_request *request)
{
    const char *const methods[] = {[CLASSES_EQUAL] = "equal",
                                   [CLASSES_QUANTILE] = "quantile",
                                   [CLASSES_JENKS] = "jenks",
                                   [CLASSES_BREAKS] = "breaks",
                                   [CLASSES_SUCCESS] = "success"};

    *request = (struct class_request){.name = options->classes->answer,
                                      .scored = options->output->answer,
                                      .truth = options->truth->answer,
                                      .probability = !model->recipe.learner->quantity,
                                      .count = atoi(options->class_count->answer)};
    while (strcmp(methods[request->method], options->class_method->answer) != 0)
        request->method++;
    if (!request->name)
        return;
    if (request->truth && request->method != CLASSES_SUCCESS)
        G_fatal_error(_("truth and class_shares are for class_method=success, not %s"), methods[request->method]);
    if (options->breaks->answer && request->method != CLASSES_BREAKS)
        G_fatal_error(_("breaks is for class_method=breaks, not %s"), methods[request->method]);
    if (request->truth && !G_find_raster2(request->truth, ""))
        G_fatal_error(_("Raster map <%s> not found"), request->truth);
    if (request->method == CLASSES_BREAKS)
        read_limits(options, request);
    if (request->method == CLASSES_SUCCESS)
        read_shares(options, request);
}

enum report_format read_format(const struct options *options)
{
    return option_is_json(options->format)               ? REPORT_JSON
           : strcmp(options->format->answer, "csv") == 0 ? REPORT_CSV
                                                         : REPORT_PLAIN;
}

int read_threads(const struct options *options)
{
    const int threads = atoi(options->nprocs->answer);

    if (threads < 1)
        G_fatal_error(_("nprocs must be at least 1, not %d"), threads);
    return threads;
}
