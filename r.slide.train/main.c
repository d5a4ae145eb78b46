/** r.slide.train: from predictor maps and a landslide inventory to a model file. */
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "grass/waiting.h"
#include "options.h"
#include "print_model.h"
#include "report.h"
#include "run.h"
#include "table_out.h"

static void describe_module(void)
{
    struct GModule *module = G_define_module();

    G_add_keyword(_("raster"));
    G_add_keyword(_("machine learning"));
    G_add_keyword(_("classification"));
    G_add_keyword(_("landslides"));
    module->description =
        _("Trains a landslide model from predictor maps and an inventory, and writes it to one file.");
}

int main(int argc, char *argv[])
{
    struct options options;
    struct request request;
    struct model model;
    struct validation_outcome outcome;

    wait_asleep(argv);
    G_gisinit(argv[0]);
    describe_module();
    define_options(&options);
    if (G_parser(argc, argv))
        exit(EXIT_FAILURE);

    if (options.print->answer) {
        print_model_file(options.model->answer, option_is_json(options.format));
        exit(EXIT_SUCCESS);
    }
    read_request(&options, &request);
    run_training(&request, &model, &outcome);
    if (request.model_path)
        print_report(&model, &outcome, &request.inspection, option_is_json(options.format));
    else
        table_out_report(&request.tables, &model, option_is_json(options.format));
    validation_outcome_free(&outcome);
    tune_grid_free(&request.validation.grid);
    inspection_free(&request.inspection);
    model_free(&model);
    exit(EXIT_SUCCESS);
}
