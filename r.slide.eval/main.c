/** r.slide.eval: scores a landslide probability map against mapped landslides, exactly. */
#include <math.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/options.h"
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

    options->format = option_define_format(_("Format of the scores on standard output"));
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

    if (option_is_json(options.format))
        report_json(&maps, &cells, &scores);
    else
        report_plain(&maps, &cells, &scores);

    scores_free(&scores);
    cells_free(&cells);
    G_free(thresholds);
    exit(EXIT_SUCCESS);
}
