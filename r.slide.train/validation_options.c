#include "validation_options.h"

#include <math.h>
#include <stdlib.h>

#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "grass/fatal.h"

static struct Option *plain_option(const char *key, int type, const char *range, const char *section,
                                   const char *description)
{
    struct Option *option = option_define(key, type, section, NULL, description);

    option->options = range;
    return option;
}

static struct Option *file_option(const char *key, const char *section, const char *description)
{
    return option_define_standard(G_OPT_F_OUTPUT, key, section, NULL, description);
}

void define_split_places(struct validation_options *options)
{
    options->block =
        plain_option("block", TYPE_DOUBLE, NULL, _("Split"), _("Side of the blocks of split=blocks, in metres"));
    options->gap = plain_option("gap", TYPE_DOUBLE, NULL, _("Split"),
                                _("Training samples this near to a held-out one are left out, in metres"));
    options->split_map = G_define_standard_option(G_OPT_R_INPUT);
    options->split_map->key = "split_map";
    options->split_map->required = NO;
    options->split_map->label = _("Name of the map of split=map");
    options->split_map->description = _("Whole numbers: 1 is held out, others are for training; folds are its values");
    options->split_map->guisection = _("Split");
}

static void define_folds(struct validation_options *options)
{
    const char *section = _("Validation");

    options->folds =
        plain_option("folds", TYPE_INTEGER, "0-1000000", section, _("Folds of cross-validation on the training part"));
    options->folds->label = options->folds->description;
    options->folds->description = _("0: one for each block, value of split_map or event");
    options->cv_repeats =
        plain_option("cv_repeats", TYPE_INTEGER, "1-1000000", section, _("Repeats of cross-validation"));
    options->threshold = plain_option("threshold", TYPE_DOUBLE, NULL, section,
                                      _("Estimate above which it is a landslide, for F1 and the like"));
    options->threshold->answer = "0.5";
    options->fold_map = G_define_standard_option(G_OPT_R_OUTPUT);
    options->fold_map->key = "fold_map";
    options->fold_map->required = NO;
    options->fold_map->description = _("Name for output map of the folds, at the samples");
    options->fold_map->guisection = section;
    options->fold_table =
        file_option("fold_table", section, _("Name for output CSV file with the scores of each fold"));
    options->cv_estimates =
        file_option("cv_estimates", section, _("Name for output CSV file with the estimates of held-out samples"));
    G_option_requires(options->cv_repeats, options->folds, NULL);
    G_option_requires(options->fold_map, options->folds, NULL);
    G_option_requires(options->fold_table, options->folds, NULL);
    G_option_requires(options->cv_estimates, options->folds, NULL);
}

static void define_tuning(struct validation_options *options)
{
    const char *section = _("Tuning");

    options->tune = plain_option("tune", TYPE_STRING, NULL, section, _("Values of parameters to try"));
    options->tune->label = options->tune->description;
    options->tune->description =
        _("Such as max_depth=4,6,8;eta=0.05,0.1: all combinations are cross-validated, nets on held-out patches");
    options->tune_draws =
        plain_option("tune_draws", TYPE_INTEGER, "1-1000000", section, _("Combinations to try, drawn at random"));
    options->tune_score = plain_option("tune_score", TYPE_STRING, NULL, section,
                                       _("Score that the best parameters have the best mean of"));
    options->tune_score->label = options->tune_score->description;
    options->tune_score->description =
        _("auc_roc if not given, for nets auc_pr, for quantities rmse; the manual lists all");
    options->tune_table = file_option("tune_table", section, _("Name for output file of all tries, .json or else CSV"));
    G_option_requires(options->tune_draws, options->tune, NULL);
    G_option_requires(options->tune_score, options->tune, NULL);
    G_option_requires(options->tune_table, options->tune, NULL);
}

void define_validation_options(struct validation_options *options)
{
    define_folds(options);
    define_tuning(options);
}

/* 0 where it is not given */
static double metres(const struct Option *option, bool zero_allowed)
{
    const double value = option->answer ? atof(option->answer) : 0.;

    if (option->answer && !(isfinite(value) && (value > 0. || (value == 0. && zero_allowed))))
        G_fatal_error(_("%s=%s must be a number of metres, %s"), option->key, option->answer,
                      zero_allowed ? _("0 or more") : _("above 0"));
    return value;
}

static void check_splits(const struct validation_options *options, enum split_kind split)
{
    if (split == SPLIT_BLOCKS && !options->block->answer)
        G_fatal_error(_("split=blocks needs block=, the side of a block in metres"));
    if (split != SPLIT_BLOCKS && options->block->answer)
        G_fatal_error(_("block=%s goes with split=blocks, not with split=%s"), options->block->answer,
                      split_name(split));
    if (split == SPLIT_MAP && !options->split_map->answer)
        G_fatal_error(_("split=map needs split_map=, the map whose values are held out"));
    if (split != SPLIT_MAP && options->split_map->answer)
        G_fatal_error(_("split_map=%s goes with split=map, not with split=%s"), options->split_map->answer,
                      split_name(split));
}

static void read_folds(const struct validation_options *options, enum split_kind split,
                       struct validation_request *request)
{
    request->wanted = true;
    request->folds = (size_t)atoi(options->folds->answer);
    request->repeats = options->cv_repeats->answer ? (size_t)atoi(options->cv_repeats->answer) : 1;
    if (request->folds == 1)
        G_fatal_error(_("folds=1 leaves nothing to train on: at least 2 folds are needed"));
    if (request->repeats > 1 && (!split_method_of(split)->drawn || request->folds == FOLDS_ALL))
        G_fatal_error(_("cv_repeats=%zu: the folds of split=%s with folds=%zu are the same every time"),
                      request->repeats, split_name(split), request->folds);
    request->fold_map = options->fold_map->answer;
    request->fold_table = options->fold_table->answer;
    request->estimates = options->cv_estimates->answer;
}

static void read_tuning(const struct validation_options *options, const struct learner *learner,
                        struct validation_request *request)
{
    const char *score = options->tune_score->answer;
    struct slide_error error;

    if (!request->wanted && !learner->spatial)
        G_fatal_error(_("tune=%s needs folds=: the tries of method=%s are cross-validated"), options->tune->answer,
                      learner->name);
    request->tuned = true;
    fatal_unless_ok(tune_parse(learner, options->tune->answer, &request->grid, &error), &error);
    request->draws = options->tune_draws->answer ? (size_t)atoi(options->tune_draws->answer) : 0;
    if (!score)
        score = learner->quantity ? "rmse" : learner->spatial ? "auc_pr" : "auc_roc";
    fatal_unless_ok(metric_find(score, learner->quantity, &request->by, &error), &error);
    request->tune_table = options->tune_table->answer;
}

void read_validation_request(const struct validation_options *options, const struct learner *learner,
                             enum split_kind split, struct validation_request *request)
{
    *request = (struct validation_request){
        .block = metres(options->block, false),
        .gap = metres(options->gap, true),
        .split_map = options->split_map->answer,
        .threshold = atof(options->threshold->answer),
    };
    if (!isfinite(request->threshold))
        G_fatal_error(_("threshold=%s must be a number"), options->threshold->answer);
    check_splits(options, split);
    if (learner->published && options->folds->answer)
        G_fatal_error(_("folds=%s does not go with method=%s: it is published, nothing is trained"),
                      options->folds->answer, learner->name);
    if (options->folds->answer)
        read_folds(options, split, request);
    if (options->tune->answer)
        read_tuning(options, learner, request);
}
