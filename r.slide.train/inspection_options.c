#include "inspection_options.h"

#include <stdlib.h>
#include <string.h>

#include <grass/glocale.h>

#include "base/chart.h"
#include "grass/fatal.h"
#include "grass/listing.h"
#include "grass/options.h"

static struct Option *define_text(const char *key, const char *label, const char *description)
{
    return option_define(key, TYPE_STRING, _("Importance"), label, description);
}

static struct Option *define_file(const char *key, const char *label, const char *description)
{
    return option_define_standard(G_OPT_F_OUTPUT, key, _("Importance"), label, description);
}

static void define_importance(struct inspection_options *options)
{
    options->importance = define_text("importance", _("How much each predictor counts"),
                                      _("Printed, and kept in the model where each predictor stands by itself"));
    options->importance->multiple = YES;
    option_add_choice(options->importance, "permutation",
                      _("what shuffling a predictor among the held-out samples costs in scores"));
    option_add_choice(options->importance, "gain", _("the learner's own, such as the gain of its trees' splits"));
    option_add_choice(options->importance, "coefficients", _("of a linear learner, with their standard errors"));
    option_add_choice(options->importance, "zeroing",
                      _("of a net, what setting its bands to their mean costs in held-out scores"));

    options->repeats =
        define_text("importance_repeats", _("Permutations of each predictor"), _("Their spread is shown"));
    options->repeats->type = TYPE_INTEGER;
    options->repeats->options = "1-1000";
    options->repeats->answer = G_store("5");

    options->groups = define_text("groups", _("Predictors that count as one: name=predictor,predictor;..."),
                                  _("Permuted together and summed; others by themselves"));
    options->groups->key_desc = "name=predictors;...";
    G_option_requires(options->groups, options->importance, NULL);
}

static void define_others(struct inspection_options *options)
{
    options->ablation = define_text("ablation", _("Groups of predictors to do without: name=predictor,..."),
                                    _("Models without each group, and with one after the other added in this order"));
    options->ablation->key_desc = "name=predictors;...";

    options->screening = define_text("screening", _("How the predictors hang together in the training samples"), NULL);
    options->screening->multiple = YES;
    option_add_choice(options->screening, "correlation", _("Pearson's correlations"));
    option_add_choice(options->screening, "vif", _("variance inflation factors"));
    option_add_choice(options->screening, "pca", _("eigenvalues and loadings of principal components"));
}

void inspection_define_options(struct inspection_options *options)
{
    define_importance(options);
    define_others(options);
    options->table[SUBJECT_IMPORTANCE] =
        define_file("importance_table", _("Table of importances"), _("CSV, JSON or text by the name's ending"));
    options->table[SUBJECT_ABLATION] =
        define_file("ablation_table", _("Table of the ablation"), _("CSV, JSON or text by the name's ending"));
    options->table[SUBJECT_SCREENING] =
        define_file("screening_table", _("Table of the screening"), _("CSV, JSON or text by the name's ending"));
    options->chart[SUBJECT_IMPORTANCE] =
        define_file("importance_chart", _("Picture of importances"), _("PNG or SVG by the name's ending"));
    options->chart[SUBJECT_ABLATION] =
        define_file("ablation_chart", _("Picture of the ablation"), _("PNG or SVG by the name's ending"));
    options->chart[SUBJECT_SCREENING] =
        define_file("screening_chart", _("Picture of the screening"), _("PNG or SVG by the name's ending"));

    const struct Option *const needed[SUBJECTS] = {options->importance, options->ablation, options->screening};

    for (int i = 0; i < SUBJECTS; i++) {
        G_option_requires(options->table[i], needed[i], NULL);
        G_option_requires(options->chart[i], needed[i], NULL);
    }
}

static bool is_chosen(const struct Option *option, const char *name)
{
    for (char **answer = option->answers; answer && *answer; answer++)
        if (strcmp(*answer, name) == 0)
            return true;
    return false;
}

static void refuse_same_file(const struct inspection_request *request)
{
    const char *path[2 * SUBJECTS];

    for (int i = 0; i < SUBJECTS; i++) {
        path[i] = request->table[i];
        path[SUBJECTS + i] = request->chart[i];
    }
    for (int i = 0; i < 2 * SUBJECTS; i++)
        for (int k = 0; k < i; k++)
            if (path[i] && path[k] && strcmp(path[i], path[k]) == 0)
                G_fatal_error(_("Two tables or pictures are to be written to '%s'"), path[i]);
}

static void read_files(const struct inspection_options *options, struct inspection_request *request)
{
    struct slide_error error;

    for (int i = 0; i < SUBJECTS; i++) {
        request->table[i] = options->table[i]->answer;
        request->chart[i] = options->chart[i]->answer;
        if (request->table[i])
            fatal_unless_ok(listing_check_path(request->table[i], &error), &error);
        if (request->chart[i])
            fatal_unless_ok(chart_check_path(request->chart[i], &error), &error);
    }
    refuse_same_file(request);
}

void inspection_read_request(const struct inspection_options *options, struct inspection_request *request)
{
    *request = (struct inspection_request){
        .permutation = is_chosen(options->importance, "permutation"),
        .own = is_chosen(options->importance, "gain"),
        .coefficients = is_chosen(options->importance, "coefficients"),
        .zeroing = is_chosen(options->importance, "zeroing"),
        .repeats = strtoul(options->repeats->answer, NULL, 10),
        .groups = options->groups->answer,
        .ablation = options->ablation->answer,
        .correlation = is_chosen(options->screening, "correlation"),
        .vif = is_chosen(options->screening, "vif"),
        .components = is_chosen(options->screening, "pca"),
    };
    read_files(options, request);
}
