/** r.slide.eval: scores a landslide probability map against mapped landslides, exactly. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "report.h"
#include "scores.h"

struct options {
    struct Option *input;
    struct Option *truth;
    struct Option *test;
    struct Option *threshold;
    struct Option *format;
};

static void describe_module(void)
{
    struct GModule *module = G_define_module();

    G_add_keyword(_("raster"));
    G_add_keyword(_("landslide"));
    G_add_keyword(_("accuracy"));
    G_add_keyword(_("validation"));
    module->label = _("Scores a landslide probability map against mapped landslides.");
    module->description = _("Area under the ROC and precision-recall curves, Brier score, and the confusion matrix "
                            "with its ratios at a threshold.");
}

/* "plain,json" and "plain;human readable text;json;..." out of the table. */
static void fill_format_choices(struct Option *format)
{
    char names[256] = "", descriptions[1024] = "";
    size_t named = 0, described = 0;

    for (const struct report_format *row = report_formats; row->name; row++) {
        const char *separator = row == report_formats ? "" : ",";

        named += snprintf(names + named, sizeof names - named, "%s%s", separator, row->name);
        described += snprintf(descriptions + described, sizeof descriptions - described, "%s%s;%s",
                              row == report_formats ? "" : ";", row->name, row->description);
    }
    format->options = G_store(names);
    format->descriptions = G_store(descriptions);
}

static void define_options(struct options *options)
{
    options->input = G_define_standard_option(G_OPT_R_INPUT);
    options->input->label = _("Probability map to score");
    options->input->description = _("Any other score may be ranked too; it then has no Brier score");

    options->truth = G_define_standard_option(G_OPT_R_INPUT);
    options->truth->key = "truth";
    options->truth->label = _("Mapped landslides");
    options->truth->description = _("Zero is no landslide, any other value is one; null cells are left out");

    options->test = G_define_standard_option(G_OPT_R_INPUT);
    options->test->key = "test";
    options->test->required = NO;
    options->test->label = _("Cells to score");
    options->test->description = _("Only cells that are neither null nor zero here are scored: those that the model "
                                   "has not seen");
    options->test->guisection = _("Cells");

    options->threshold = G_define_option();
    options->threshold->key = "threshold";
    options->threshold->type = TYPE_DOUBLE;
    options->threshold->required = NO;
    options->threshold->multiple = YES;
    options->threshold->answer = "0.5";
    options->threshold->label = _("Threshold of the confusion matrix");
    options->threshold->description = _("A cell at or above it is predicted to be a landslide");
    options->threshold->guisection = _("Scores");

    options->format = G_define_option();
    options->format->key = "format";
    options->format->type = TYPE_STRING;
    options->format->required = NO;
    options->format->answer = "plain";
    options->format->description = _("Output format");
    options->format->guisection = _("Print");
    fill_format_choices(options->format);
}

/* G_parser checks that each is a number; the count is returned. */
static int read_thresholds(char **answers, double **thresholds)
{
    int count = 0;

    while (answers[count])
        count++;
    *thresholds = G_malloc(count * sizeof **thresholds);
    for (int i = 0; i < count; i++) {
        (*thresholds)[i] = atof(answers[i]);
        if (!isfinite((*thresholds)[i]))
            G_fatal_error(_("threshold=%s is not a finite number"), answers[i]);
    }
    return count;
}

static const struct report_format *chosen_format(const char *name)
{
    const struct report_format *row = report_formats;

    while (strcmp(row->name, name) != 0)
        row++;
    return row;
}

int main(int argc, char *argv[])
{
    struct options options;
    double *thresholds;

    G_gisinit(argv[0]);
    describe_module();
    define_options(&options);
    if (G_parser(argc, argv))
        exit(EXIT_FAILURE);

    const struct maps maps = {options.input->answer, options.truth->answer, options.test->answer};
    const int count = read_thresholds(options.threshold->answers, &thresholds);
    struct cells cells = cells_read(&maps);
    struct scores scores = scores_of_cells(&maps, &cells, thresholds, count);

    chosen_format(options.format->answer)->write(&maps, &cells, &scores);

    scores_free(&scores);
    cells_free(&cells);
    G_free(thresholds);
    exit(EXIT_SUCCESS);
}
