/** The options of r.slide.train, in the order of work: inputs, sampling, learner, outputs. */
#include <stdlib.h>
#include <string.h>

#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "grass/options.h"
#include "options.h"

/* what a first run needs */
static void define_required(struct options *options)
{
    options->predictors = G_define_standard_option(G_OPT_R_INPUTS);
    options->predictors->key = "predictors";
    options->predictors->required = NO;
    options->predictors->label = _("Names of the predictor maps");
    options->predictors->description = _("A predictor is known by its semantic label, else by its map's name");
    options->predictors->guisection = _("Required");

    define_label(&options->sampling);

    options->model = G_define_standard_option(G_OPT_F_OUTPUT);
    options->model->key = "model";
    options->model->required = NO;
    options->model->description = _("Name of the model file to write (.slide)");
    options->model->guisection = _("Required");
}

static void define_predictors(struct options *options)
{
    options->group = G_define_standard_option(G_OPT_I_GROUP);
    options->group->required = NO;
    options->group->description = _("Name of an imagery group that holds the predictor maps");
    options->group->guisection = _("Predictors");

    options->names = option_define_labels(options->predictors);

    options->categorical = G_define_standard_option(G_OPT_R_INPUTS);
    options->categorical->key = "categorical";
    options->categorical->required = NO;
    options->categorical->label = _("Names of the predictors that are categories");
    options->categorical->description = _("Integer maps with category labels are taken so by themselves");
    options->categorical->guisection = _("Predictors");

    treatment_define_of_predictors(&options->treatment);
}

static struct Option *choice(const char *key, const char *answer, const char *description, const char *section)
{
    struct Option *option = option_define(key, TYPE_STRING, section, NULL, description);

    option->answer = answer ? G_store(answer) : NULL;
    return option;
}

static struct Option *number(const char *key, int type, const char *range, const char *answer, const char *description)
{
    struct Option *option = choice(key, answer, description, _("Split"));

    option->type = type;
    option->options = range;
    return option;
}

static void define_test(struct options *options)
{
    const char *section = _("Split");

    options->test = number("test", TYPE_DOUBLE, "0-0.99", "0.2", _("Share held out from training to score the model"));
    options->split = choice("split", NULL, NULL, section);
    options->split->label = _("How the held-out part is chosen");
    options->split->description = _("By default random, for nets that map every cell rows");
    for (const struct split_method *method = split_methods; method->name; method++)
        option_add_choice(options->split, method->name, _(method->description));
    options->seed = number("seed", TYPE_INTEGER, "0-2147483647", "42", _("Seed of all random draws"));

    options->test_map = G_define_standard_option(G_OPT_R_OUTPUT);
    options->test_map->key = "test_map";
    options->test_map->required = NO;
    options->test_map->label = _("Name for output map of the held-out part");
    options->test_map->description = _("1 held out, 0 for training; for r.slide.eval test=");
    options->test_map->guisection = section;
}

static void define_learner(struct options *options)
{
    options->method = choice("method", "xgboost", _("Learner"), _("Learner"));
    for (const struct learner *const *learner = learners; *learner; learner++)
        option_add_choice(options->method, (*learner)->name, _((*learner)->description));

    options->parameters = G_define_option();
    options->parameters->key = "parameters";
    options->parameters->type = TYPE_STRING;
    options->parameters->required = NO;
    options->parameters->multiple = YES;
    options->parameters->key_desc = "name=value";
    options->parameters->label = _("Parameters of the learner");
    options->parameters->description = _("Such as rounds=400,eta=0.03; the manual lists them with their defaults");
    options->parameters->guisection = _("Learner");
}

static void define_outputs(struct options *options)
{
    options->print = G_define_flag();
    options->print->key = 'i';
    options->print->label = _("Print what the model file holds and exit");
    options->print->description = _("Trains nothing; needs no other option than model");
    options->print->suppress_required = YES;
    options->print->suppress_overwrite = YES;
    options->print->guisection = _("Output");

    options->coefficients = G_define_standard_option(G_OPT_F_OUTPUT);
    options->coefficients->key = "coefficients";
    options->coefficients->required = NO;
    options->coefficients->label = _("CSV file for the coefficients of a linear model");
    options->coefficients->description = _("In the predictors' own units, with standard errors where there are any");
    options->coefficients->guisection = _("Output");

    options->applicability =
        number("applicability", TYPE_INTEGER, "0-1000000", "5000", _("Samples kept for the area of applicability"));
    options->applicability->label = options->applicability->description;
    options->applicability->description = _("Training samples in the model file; 0: none");
    options->applicability->guisection = _("Output");

    options->nprocs = G_define_standard_option(G_OPT_M_NPROCS);
    options->nprocs->guisection = _("Resources");
    options->format = option_define_format(_("Format of the counts and scores on standard output"));
}

static void read_learner(const struct options *options, struct request *request)
{
    struct slide_error error;

    request->learner = learner_find(options->method->answer);
    request->settings = learner_defaults(request->learner, strtoull(options->seed->answer, NULL, 10));
    request->settings.threads = atoi(options->nprocs->answer);
    request->settings.progress = G_percent;
    if (request->settings.threads < 1)
        G_fatal_error(_("nprocs must be at least 1, not %d"), request->settings.threads);
    for (char **setting = options->parameters->answers; setting && *setting; setting++)
        fatal_unless_ok(learner_set(request->learner, *setting, &request->settings, &error), &error);
}

/* what tells of a model, or is a part of it, is nothing without one */
static void define_needs(struct options *options)
{
    const struct inspection_options *inspection = &options->inspection;
    struct Option *const parts[] = {options->test_map,      options->coefficients, options->validation.folds,
                                    inspection->importance, inspection->ablation,  inspection->screening};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        G_option_requires(parts[i], options->model, NULL);
    G_option_required(options->predictors, options->group, options->tables.table, options->print, NULL);
    G_option_exclusive(options->predictors, options->group, NULL);
    G_option_required(options->model, options->tables.out, NULL);
    G_option_requires(options->print, options->model, NULL);
}

/* of whole numbers: landslide or none */
static bool has_densities(const char *label, const struct learner *learner)
{
    const char *mapset = label ? G_find_raster2(label, "") : NULL;

    return learner->quantity && mapset && Rast_map_type(label, mapset) != CELL_TYPE;
}

static void read_tables(const struct options *options, struct request *request)
{
    const struct sampling_options *sampling = &options->sampling;
    const struct validation_options *validation = &options->validation;
    const struct unit_options *units = &options->units;
    const struct Option *const of_maps[] = {
        options->group,          options->names,        sampling->label,      sampling->label_vector,
        sampling->where,         sampling->radius,      sampling->strata,     sampling->buffer,
        sampling->thinning,      sampling->allocation,  units->units,         units->lad,
        units->statistic,        validation->split_map, validation->fold_map, options->test_map,
        options->treatment.roles};
    struct table_request *tables = &request->tables;

    table_options_read(&options->tables, tables);
    if (request->units.kind == MAPPING_CELLS && request->units.share > 0. && !tables->paths)
        G_fatal_error(_("unit_share= needs units= or lad=: a single cell is positive with any landslide in it"));
    if (!tables->paths)
        return;
    refuse_with_tables(of_maps, sizeof of_maps / sizeof *of_maps);
    if (request->learner->published)
        G_fatal_error(_("table= does not go with method=%s: it is published, nothing is trained"),
                      request->learner->name);
    tables->predictors = options->predictors->answers;
    /* by value: some programs pass on all defaults */
    tables->by_default =
        !sampling->samples->answer && atof(sampling->negatives->answer) == atof(sampling->negatives->def);
    tables->wanted = request->sampling.wanted;
    tables->repeats = request->sampling.repeats;
    tables->share = request->units.share;
}

static void read_predictors(const struct options *options, struct request *request)
{
    if (request->tables.paths)
        return;
    request->predictors =
        options->group->answer ? stack_of_group(options->group->answer) : stack_of_names(options->predictors->answers);
    stack_label(&request->predictors, options->names->answers);
    stack_refuse_duplicates(&request->predictors);
}

/* a published model needs no label, the others no roles */
static void read_treatment(const struct options *options, struct request *request)
{
    request->treatment = options->treatment;
    request->coefficients = options->coefficients->answer;
    if (request->coefficients && !request->learner->coefficients)
        G_fatal_error(_("method=%s has no coefficients to write to '%s'"), request->learner->name,
                      request->coefficients);
    if (request->learner->published) {
        if (request_has_label(request) || options->test_map->answer || options->categorical->answer)
            G_fatal_error(_("label=, label_vector=, test_map= and categorical= do not go with method=%s: it is "
                            "published, nothing is "
                            "trained"),
                          request->learner->name);
        if (request->tables.out || !request->model_path)
            G_fatal_error(_("table_out= does not go with method=%s: it is published, no samples are drawn"),
                          request->learner->name);
        if (request->units.kind != MAPPING_CELLS)
            G_fatal_error(_("units= and lad= do not go with method=%s: it is a model of cells"),
                          request->learner->name);
        treatment_order_by_role(&options->treatment, request->learner, &request->predictors);
        return;
    }
    if (request->learner->spatial && (request->tables.out || request->tables.paths || !request->model_path))
        G_fatal_error(_("table= and table_out= do not go with method=%s: nets learn from patches of maps"),
                      request->learner->name);
    if (request->learner == &learner_import) {
        if (request_has_label(request) || options->test_map->answer || options->categorical->answer)
            G_fatal_error(
                _("label=, label_vector=, test_map= and categorical= do not go with method=import: nothing is "
                  "trained, maps are taken as they are"));
        return;
    }
    if (!request_has_label(request) && !request->tables.paths)
        G_fatal_error(_("method=%s learns from landslides: give their map as label= or label_vector="),
                      request->learner->name);
}

/* a net that maps every cell is judged on the south */
static enum split_kind chosen_split(const struct options *options, const struct learner *learner)
{
    if (options->split->answer)
        return split_method_find(options->split->answer)->kind;
    return learner->spatial && learner != &learner_patch ? SPLIT_ROWS : SPLIT_RANDOM;
}

void define_options(struct options *options)
{
    define_required(options);
    define_predictors(options);
    define_labels(&options->sampling);
    define_sampling(&options->sampling);
    table_options_define(&options->tables);
    define_test(options);
    define_split_places(&options->validation);
    define_learner(options);
    treatment_define_of_classes(&options->treatment);
    define_net_options(&options->net);
    define_validation_options(&options->validation);
    units_define(&options->units);
    inspection_define_options(&options->inspection);
    define_outputs(options);
    define_needs(options);
}

/* outputs of one name, and outputs that are inputs */
static void refuse_outputs(const struct options *options, const struct request *request)
{
    const struct validation_options *validation = &options->validation;
    struct Option *const *table = options->inspection.table, *const *chart = options->inspection.chart;
    struct Option *const maps[] = {options->test_map, validation->fold_map, NULL};
    struct Option *const files[] = {options->model,
                                    options->coefficients,
                                    options->tables.out,
                                    validation->fold_table,
                                    validation->cv_estimates,
                                    validation->tune_table,
                                    table[SUBJECT_IMPORTANCE],
                                    table[SUBJECT_ABLATION],
                                    table[SUBJECT_SCREENING],
                                    chart[SUBJECT_IMPORTANCE],
                                    chart[SUBJECT_ABLATION],
                                    chart[SUBJECT_SCREENING],
                                    options->net.history,
                                    options->net.chart,
                                    NULL};

    options_refuse_same_output(maps);
    options_refuse_same_output(files);
    for (int i = 0; i < request->predictors.count; i++)
        options_refuse_input(maps, request->predictors.map[i].full_name);
    options_refuse_input(maps, options->sampling.label->answer);
    options_refuse_input(maps, options->sampling.strata->answer);
    options_refuse_input(maps, validation->split_map->answer);
    options_refuse_input(maps, options->units.units->answer);
    for (char **path = options->tables.table->answers; path && *path; path++)
        options_refuse_input_file(files, *path);
    options_refuse_input_file(files, options->net.file->answer);
    options_refuse_input_file(files, options->net.backbone->answer);
}

void read_request(const struct options *options, struct request *request)
{
    *request = (struct request){
        .categorical = options->categorical->answers,
        .model_path = options->model->answer,
        .test_map = options->test_map->answer,
        .applicability = strtoull(options->applicability->answer, NULL, 10),
        .test_share = atof(options->test->answer),
    };
    read_learner(options, request);
    read_net_request(&options->net, request->learner, &request->settings, &request->net);
    request->split = chosen_split(options, request->learner);
    units_read(&options->units, &request->units);
    read_sampling(&options->sampling, &request->sampling);
    request->sampling.density = has_densities(request->sampling.label, request->learner);
    if (learner_stops_early(request->learner, &request->settings) && !options->validation.folds->answer)
        G_warning(_("early_stopping does nothing without folds=: it goes by a fold that is held out"));
    read_validation_request(&options->validation, request->learner, request->split, &request->validation);
    inspection_read_request(&options->inspection, &request->inspection.request);
    read_tables(options, request);
    read_predictors(options, request);
    refuse_outputs(options, request);
    read_treatment(options, request);
}
