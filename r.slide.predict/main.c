/** r.slide.predict: from a model file and maps to landslide probability, its spread, classes, reasons and limits. */
#include <math.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>
#include <omp.h>

#include "catalogue.h"
#include "grass/fatal.h"
#include "grass/output.h"
#include "sources.h"
#include "unit_run.h"
#include "grass/waiting.h"
#include "match.h"
#include "needs.h"
#include "net_run.h"
#include "options.h"
#include "learn/model_file.h"

static void describe_module(void)
{
    struct GModule *module = G_define_module();

    G_add_keyword(_("raster"));
    G_add_keyword(_("machine learning"));
    G_add_keyword(_("prediction"));
    G_add_keyword(_("landslides"));
    module->description = _("Maps landslide probability with a model of r.slide.train, by cells or mapping units.");
}

static struct stack read_predictors(const struct options *options, const struct model *model)
{
    const bool trusted = options->trusted->answer;
    struct stack offered;

    if (!options->group->answer && !options->predictors->answer)
        return sources_match(model, NULL, options->map->answers, trusted);
    offered =
        options->group->answer ? stack_of_group(options->group->answer) : stack_of_names(options->predictors->answers);
    stack_label(&offered, options->labels->answers);
    stack_refuse_duplicates(&offered);
    return sources_match(model, &offered, options->map->answers, trusted);
}

static void classify(const struct request *request, const struct class_request *classes, struct class_table *table)
{
    char *history;

    *table = (struct class_table){0};
    if (!classes->name)
        return;
    history = catalogue_history(request, NAN);
    classes_write(classes, history, table);
    G_free(history);
}

int main(int argc, char *argv[])
{
    struct options options;
    struct slide_error error;
    struct outcome outcome;
    struct model model;
    struct request request;
    struct class_request classes;
    struct class_table table;
    int threads;

    wait_asleep(argv);
    G_gisinit(argv[0]);
    describe_module();
    define_options(&options);
    if (G_parser(argc, argv))
        exit(EXIT_FAILURE);

    threads = read_threads(&options);
    omp_set_num_threads(threads);
    fatal_unless_ok(model_read_description(options.model->answer, &model, &error), &error);
    read_request(&options, &model, &request);
    read_class_request(&options, &model, &classes);
    needs_read(&request, threads, &model);

    struct stack maps = read_predictors(&options, &model);

    refuse_outputs_that_are_read(&options, &maps);
    request.maps = &maps;
    G_message(_("Predicting with %s from %d maps..."), model.recipe.learner->name, maps.count);
    if (model.recipe.learner->spatial)
        run_net_prediction(&request, &outcome);
    else if (model.mapping.kind == MAPPING_CELLS)
        run_prediction(&request, &outcome);
    else
        run_unit_prediction(&request, &outcome);
    classify(&request, &classes, &table);
    maps_kept();
    print_report(&outcome, &table, read_format(&options));
    G_free(outcome.outside);
    stack_free(&maps);
    model_free(&model);
    exit(EXIT_SUCCESS);
}
