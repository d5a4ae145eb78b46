/** The options of the report and of the model behind the maps. */
#include <grass/gis.h>
#include <grass/glocale.h>

#include "options.h"

void define_report_options(struct options *options)
{
    options->report = G_define_standard_option(G_OPT_F_OUTPUT);
    options->report->key = "report";
    options->report->required = NO;
    options->report->label = _("HTML file for a report of everything");
    options->report->description = _("Pictures are inside of it; it needs no network");
    options->report->guisection = _("Report");
    options->model = G_define_standard_option(G_OPT_F_INPUT);
    options->model->key = "model";
    options->model->required = NO;
    options->model->label = _("Model file that made the maps");
    options->model->description = _("Its card goes into the report");
    options->model->guisection = _("Report");
}

struct html_options html_options_of(const struct options *options)
{
    return (struct html_options){options->report->answer, options->model->answer, G_recreate_command()};
}
