/** r.slide.predict: from a model file and maps to a landslide probability map. */
#include <stdio.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>
#include <jansson.h>

#include "grass/fatal.h"
#include "grass/options.h"
#include "match.h"
#include "run.h"
#include "learn/model_file.h"

struct options {
    struct Option *model, *output, *predictors, *group, *memory, *nprocs, *format;
    struct Flag *uncorrected, *trusted;
};

static void describe_module(void)
{
    struct GModule *module = G_define_module();

    G_add_keyword(_("raster"));
    G_add_keyword(_("machine learning"));
    G_add_keyword(_("prediction"));
    G_add_keyword(_("landslides"));
    module->label = _("Maps landslide probability with a model of r.slide.train.");
    module->description = _("Finds the model's predictors again by semantic label or name, checks that they mean the "
                            "same as at training, and predicts row by row.");
}

static void define_inputs(struct options *options)
{
    options->model = G_define_standard_option(G_OPT_F_INPUT);
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

    options->trusted = G_define_flag();
    options->trusted->key = 'o';
    options->trusted->label = _("Override the check of the maps' meaning");
    options->trusted->description = _("Predict where type, units or whole range of a map differ from training");
    options->trusted->guisection = _("Predictors");
}

static void define_outputs(struct options *options)
{
    options->output = G_define_standard_option(G_OPT_R_OUTPUT);
    options->output->description = _("Name for output map of landslide probability");

    options->uncorrected = G_define_flag();
    options->uncorrected->key = 'u';
    options->uncorrected->label = _("Do not correct for the sampling of training cells");
    options->uncorrected->description = _("Probabilities are then those of the training samples' mixture");
    options->uncorrected->guisection = _("Output");

    options->memory = G_define_standard_option(G_OPT_MEMORYMB);
    options->nprocs = G_define_standard_option(G_OPT_M_NPROCS);

    options->format = option_define_format(_("Format of the summary on standard output"));
}

static struct stack read_predictors(const struct options *options, const struct model *model)
{
    const bool trusted = options->trusted->answer;
    struct stack offered;

    if (!options->group->answer && !options->predictors->answer)
        return match_predictors(model, NULL, trusted);
    offered =
        options->group->answer ? stack_of_group(options->group->answer) : stack_of_names(options->predictors->answers);
    stack_refuse_duplicates(&offered);
    return match_predictors(model, &offered, trusted);
}

static void print_outcome(const struct outcome *outcome, bool json)
{
    json_t *summary;
    char *text;

    if (!json) {
        printf("cells=%llu\nnull=%llu\nmean=%.9g\nmin=%.9g\nmax=%.9g\n", (unsigned long long)outcome->cells,
               (unsigned long long)outcome->null, outcome->mean, outcome->min, outcome->max);
        return;
    }
    summary = json_pack("{s:I, s:I, s:f, s:f, s:f}", "cells", (json_int_t)outcome->cells, "null",
                        (json_int_t)outcome->null, "mean", outcome->mean, "min", outcome->min, "max", outcome->max);
    text = json_dumps(summary, JSON_INDENT(2));
    puts(text);
    free(text);
    json_decref(summary);
}

int main(int argc, char *argv[])
{
    struct options options;
    struct slide_error error;
    struct outcome outcome;
    struct model model;
    int threads;

    G_gisinit(argv[0]);
    describe_module();
    define_inputs(&options);
    define_outputs(&options);
    if (G_parser(argc, argv))
        exit(EXIT_FAILURE);

    threads = atoi(options.nprocs->answer);
    if (threads < 1)
        G_fatal_error(_("nprocs must be at least 1, not %d"), threads);
    fatal_unless_ok(model_read(options.model->answer, threads, &model, &error), &error);

    struct stack maps = read_predictors(&options, &model);
    const struct request request = {
        .model = &model,
        .maps = &maps,
        .model_path = options.model->answer,
        .output = options.output->answer,
        .corrected = !options.uncorrected->answer,
        .trusted = options.trusted->answer,
        .megabytes = atof(options.memory->answer),
    };

    G_message(_("Predicting with %s from %d maps..."), model.recipe.learner->name, maps.count);
    run_prediction(&request, &outcome);
    print_outcome(&outcome, option_is_json(options.format));
    G_free(outcome.outside);
    stack_free(&maps);
    model_free(&model);
    exit(EXIT_SUCCESS);
}
