/** The options of the report and of the model behind the maps. */
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "options.h"

static struct Option *define_count(const char *key, const char *answer, const char *range, const char *label)
{
    struct Option *option = option_define(key, TYPE_INTEGER, _("Model"), label, NULL);

    option->answer = G_store(answer);
    option->options = range;
    return option;
}

void define_report_options(struct options *options)
{
    const char *section = _("Model");

    options->model =
        option_define_standard(G_OPT_F_BIN_INPUT, "model", section, _("Model file that made the maps"), NULL);
    options->model->description = _("Its card goes into the report");
    options->predictors =
        option_define_standard(G_OPT_R_INPUTS, "predictors", section, _("Maps of the model's predictors"), NULL);
    options->predictors->description = _("Gives their permutation importance on the scored cells");
    options->dependence = G_define_option();
    options->dependence->key = "dependence";
    options->dependence->type = TYPE_STRING;
    options->dependence->required = NO;
    options->dependence->multiple = YES;
    options->dependence->label = _("Labels of predictors to show the estimates' dependence on");
    options->dependence->description = _("Partial dependence and single cells' expectations");
    options->dependence->guisection = section;
    options->groups = G_define_option();
    options->groups->key = "groups";
    options->groups->type = TYPE_STRING;
    options->groups->required = NO;
    options->groups->key_desc = "name=predictors;...";
    options->groups->label = _("Predictors to leave out together: name=predictor,predictor;...");
    options->groups->description = _("Others by themselves; the model is not trained anew");
    options->groups->guisection = section;
    options->sample = define_count("sample", "50000", "2-100000000", _("Most cells to check the model on"));
    options->repeats = define_count("repeats", "5", "1-10000", _("Times a predictor's values are dealt anew"));
    options->importance_table = option_define_standard(G_OPT_F_OUTPUT, "importance_table", section,
                                                       _("CSV file for the permutation importance"), NULL);
    options->ablation_table = option_define_standard(G_OPT_F_OUTPUT, "ablation_table", section,
                                                     _("CSV file for the ablation without refitting"), NULL);
    options->dependence_table =
        option_define_standard(G_OPT_F_OUTPUT, "dependence_table", section, _("CSV file for the dependence"), NULL);
    options->report =
        option_define_standard(G_OPT_F_OUTPUT, "report", _("Report"), _("HTML file for a report of everything"), NULL);
    options->report->description = _("Pictures are inside of it; it needs no network");
    G_option_requires(options->model, options->report, options->predictors, NULL);
    G_option_requires(options->predictors, options->model, NULL);
    G_option_requires(options->dependence, options->predictors, NULL);
    G_option_requires(options->importance_table, options->predictors, NULL);
    G_option_requires(options->ablation_table, options->predictors, NULL);
    G_option_requires(options->groups, options->predictors, NULL);
    G_option_requires(options->dependence_table, options->dependence, NULL);
}

struct html_options html_options_of(const struct options *options)
{
    return (struct html_options){options->report->answer, options->model->answer, G_recreate_command()};
}

struct check_options check_options_of(const struct options *options)
{
    return (struct check_options){.model = options->model->answer,
                                  .predictors = options->predictors->answers,
                                  .dependence = options->dependence->answers,
                                  .groups = options->groups->answer,
                                  .sample = strtoul(options->sample->answer, NULL, 10),
                                  .repeats = atoi(options->repeats->answer),
                                  .seed = strtoull(options->seed->answer, NULL, 10),
                                  .threads = atoi(options->nprocs->answer),
                                  .importance_path = options->importance_table->answer,
                                  .dependence_path = options->dependence_table->answer,
                                  .ablation_path = options->ablation_table->answer};
}
