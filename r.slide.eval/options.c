#include "options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/glocale.h>

#include "grass/options.h"
#include "score/sweep.h"
#include "charts.h"

static void define_score_options(struct options *options)
{
    options->threshold = G_define_option();
    options->threshold->key = "threshold";
    options->threshold->type = TYPE_DOUBLE;
    options->threshold->required = NO;
    options->threshold->multiple = YES;
    options->threshold->answer = "0.5";
    options->threshold->label = _("Threshold of the confusion matrix");
    options->threshold->description = _("A cell at or above it is predicted to be a landslide");
    options->threshold->guisection = _("Scores");

    options->best = G_define_option();
    options->best->key = "best";
    options->best->type = TYPE_STRING;
    options->best->required = NO;
    options->best->multiple = YES;
    options->best->label = _("Rules by which a best threshold is searched among all values");
    options->best->guisection = _("Scores");
    for (const struct threshold_rule *rule = threshold_rules; rule->name; rule++)
        option_add_choice(options->best, rule->name, rule->description);

    options->bins = G_define_option();
    options->bins->key = "bins";
    options->bins->type = TYPE_INTEGER;
    options->bins->required = NO;
    options->bins->answer = "10";
    options->bins->options = "1-10000";
    options->bins->label = _("Intervals of probability for reliability");
    options->bins->description = _("And for the calibration error");
    options->bins->guisection = _("Scores");

    options->prior = G_define_option();
    options->prior->key = "prior";
    options->prior->type = TYPE_DOUBLE;
    options->prior->required = NO;
    options->prior->label = _("Share of landslides in the sample that the maps were trained on");
    options->prior->description = _("Probabilities are corrected from it to the prevalence of the scored cells");
    options->prior->guisection = _("Scores");
}

/* An optional number with its default. */
static struct Option *define_number(const char *key, int type, const char *answer, const char *label)
{
    struct Option *option = G_define_option();

    option->key = key;
    option->type = type;
    option->required = NO;
    option->answer = answer ? G_store(answer) : NULL;
    option->label = label;
    option->guisection = _("Intervals");
    return option;
}

static void define_interval_options(struct options *options)
{
    options->intervals = define_number("intervals", TYPE_STRING, NULL, _("How sure the areas under the curves are"));
    options->intervals->multiple = YES;
    option_add_choice(options->intervals, "delong", _("DeLong's variance, and his test of pairs of maps"));
    option_add_choice(options->intervals, "cells", _("bootstrap by cells, as if neighbours were independent"));
    option_add_choice(options->intervals, "blocks", _("bootstrap by square blocks of cells"));
    options->block = define_number("block", TYPE_DOUBLE, NULL, _("Edge of a block, in map units"));
    options->block->description = _("Longer than the distance over which landslides and errors go together");
    options->replicates = define_number("replicates", TYPE_INTEGER, "1000", _("Replicates of the bootstrap"));
    options->replicates->options = "2-1000000";
    options->seed = define_number("seed", TYPE_INTEGER, "1", _("Seed of the bootstrap"));
    options->level = define_number("level", TYPE_DOUBLE, "95", _("Confidence level of the intervals, in percent"));
    options->nprocs = G_define_standard_option(G_OPT_M_NPROCS);
    options->nprocs->guisection = _("Intervals");
}

static struct Option *define_map_option(int type, const char *key, bool multiple, const char *label)
{
    struct Option *option = G_define_standard_option(type);

    option->key = key;
    option->required = NO;
    option->multiple = multiple ? YES : NO;
    option->label = label;
    option->description = NULL;
    option->guisection = type == G_OPT_F_OUTPUT ? _("Curves") : _("Classes");
    return option;
}

static struct Option *define_breaks(const char *key, const char *label)
{
    struct Option *option = define_number(key, TYPE_DOUBLE, NULL, label);

    option->multiple = YES;
    option->description = _("Ascending; a cell on a break belongs to the interval above it");
    option->guisection = _("Classes");
    return option;
}

static void define_outcomes(struct options *options)
{
    options->outcomes = define_map_option(G_OPT_R_OUTPUTS, "outcomes", true,
                                          _("Maps of hits, misses and false alarms, one for each input"));
    options->outcomes->description = _("At the first threshold");
    options->outcomes->guisection = _("Scores");
}

static void define_curve_options(struct options *options)
{
    options->curves = define_map_option(G_OPT_F_OUTPUT, "curves", false, _("CSV file for the threshold sweep"));
    options->curves->description = _("ROC, precision-recall and rate curves are columns of it");
    options->points =
        define_number("points", TYPE_INTEGER, "1000", _("Steps that each axis of a curve is resolved in"));
    options->points->options = "1-10000000";
    options->points->guisection = _("Curves");
    options->reliability = define_map_option(G_OPT_F_OUTPUT, "reliability", false, _("CSV file for the reliability"));
}

static void define_class_options(struct options *options)
{
    options->breaks = define_breaks("breaks", _("Breaks between the susceptibility classes of the inputs"));
    options->classes =
        define_map_option(G_OPT_R_INPUT, "classes", false, _("Map of susceptibility classes, ascending integers"));
    options->factor =
        define_map_option(G_OPT_R_INPUTS, "factor", true, _("Factor maps, for landslide frequency ratios"));
    options->factor_breaks = define_breaks("factor_breaks", _("Breaks between the intervals of the factors"));
    options->aspect =
        define_map_option(G_OPT_R_INPUT, "aspect", false, _("Map of aspect, by whose sectors landslides are counted"));
    options->aspect->description = _("Degrees counterclockwise from east, 0 where flat, as r.slope.aspect writes it");
    options->sectors = define_number("sectors", TYPE_INTEGER, "8", _("Sectors of aspect, the first centred on north"));
    options->sectors->options = "4-72";
    options->sectors->guisection = _("Classes");
}

static void define_chart_options(struct options *options)
{
    options->chart = define_map_option(G_OPT_F_OUTPUT, "chart", true, _("Picture of the curves and tables"));
    options->chart->description = _("PNG or SVG by the name's ending; one file for all panels, or one for each");
    options->panels = G_define_option();
    options->panels->key = "panels";
    options->panels->type = TYPE_STRING;
    options->panels->required = NO;
    options->panels->multiple = YES;
    options->panels->label = _("What the picture shows");
    options->panels->description = _("Everything that there is, unless named");
    options->panels->guisection = _("Curves");
    for (const struct chart_kind *kind = chart_kinds; kind->name; kind++)
        option_add_choice(options->panels, kind->name, kind->description);
    G_option_requires(options->panels, options->chart, NULL);
}

static void define_names(struct options *options)
{
    options->names = G_define_option();
    options->names->key = "names";
    options->names->type = TYPE_STRING;
    options->names->required = NO;
    options->names->multiple = YES;
    options->names->label = _("Names of the inputs in tables, charts and report, in their order");
    options->names->description = _("model/features fills two columns of table=classification. By default the maps'");
    options->names->guisection = _("Print");
}

void define_options(struct options *options)
{
    options->input = G_define_standard_option(G_OPT_R_INPUTS);
    options->input->key = "input";
    options->input->label = _("Probability maps to score");
    options->input->description = _("Any other score may be ranked too; it then has no Brier score. Several maps are "
                                    "scored where all of them are valid");

    options->truth = G_define_standard_option(G_OPT_R_INPUT);
    options->truth->key = "truth";
    options->truth->label = _("Mapped landslides");
    options->truth->description = _("Raster map: zero is no landslide, any other value is one; null cells are left "
                                    "out. Vector map: a landslide where a cell's centre lies in an area");

    options->truth_threshold = G_define_option();
    options->truth_threshold->key = "truth_threshold";
    options->truth_threshold->type = TYPE_DOUBLE;
    options->truth_threshold->required = NO;
    options->truth_threshold->label = _("Truth above it is a landslide");
    options->truth_threshold->description = _("For landslide areal density: 0.1 is usual. r2 and R2 then are those of "
                                              "the density itself");
    options->truth_threshold->guisection = _("Cells");

    options->test = G_define_standard_option(G_OPT_R_INPUT);
    options->test->key = "test";
    options->test->required = NO;
    options->test->label = _("Cells to score");
    options->test->description = _("Only cells that are neither null nor zero here are scored: those that the model "
                                   "has not seen");
    options->test->guisection = _("Cells");

    define_score_options(options);
    define_outcomes(options);
    define_layout_option(options);
    define_interval_options(options);
    define_curve_options(options);
    define_chart_options(options);
    define_class_options(options);
    define_place_options(options);
    define_report_options(options);
    define_names(options);
    options->format = option_define_format(_("Format of the scores on standard output"));
}

/* G_parser checks that each is a number; the count is returned. */
int read_thresholds(char **answers, double **thresholds)
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

static double read_prior(const char *answer)
{
    const double prior = answer ? atof(answer) : NAN;

    if (answer && !(prior > 0. && prior < 1.))
        G_fatal_error(_("prior=%s is no share of landslides: it must lie between 0 and 1, both excluded"), answer);
    return prior;
}

/* Names of the inputs for people, one each */
static char **names_of(const struct options *options, int inputs)
{
    char **names = options->names->answers;
    int count = 0;

    if (!names)
        return options->input->answers;
    while (names[count])
        count++;
    if (count != inputs)
        G_fatal_error(_("names=%s are %d, input=%s are %d: give each map its name"), options->names->answer, count,
                      options->input->answer, inputs);
    return names;
}

struct maps maps_of(const struct options *options)
{
    struct maps maps = {.inputs = options->input->answers, .test = options->test->answer};

    while (maps.inputs[maps.count])
        maps.count++;
    maps.names = names_of(options, maps.count);
    maps.prior = read_prior(options->prior->answer);
    maps.truth = truth_of(options->truth->answer, options->truth_threshold->answer);
    return maps;
}

static double read_block(const struct options *options, bool by_blocks)
{
    const double block = options->block->answer ? atof(options->block->answer) : NAN;

    if (by_blocks && !options->block->answer)
        G_fatal_error(_("intervals=blocks needs block=, the edge of a block in map units"));
    if (options->block->answer && !(block > 0. && isfinite(block)))
        G_fatal_error(_("block=%s is no length: it must be above 0"), options->block->answer);
    return block;
}

struct interval_options interval_options_of(const struct options *options)
{
    struct interval_options intervals = {.replicates = atoi(options->replicates->answer),
                                         .seed = strtoull(options->seed->answer, NULL, 10),
                                         .level = atof(options->level->answer) / 100.,
                                         .threads = atoi(options->nprocs->answer)};

    for (char **kind = options->intervals->answers; kind && *kind; kind++) {
        intervals.delong = intervals.delong || strcmp(*kind, "delong") == 0;
        intervals.by_cells = intervals.by_cells || strcmp(*kind, "cells") == 0;
        intervals.by_blocks = intervals.by_blocks || strcmp(*kind, "blocks") == 0;
    }
    if (!(intervals.level > 0. && intervals.level < 1.))
        G_fatal_error(_("level=%s is no confidence level: it must lie between 0 and 100 percent, both excluded"),
                      options->level->answer);
    if (intervals.threads < 1)
        G_fatal_error(_("nprocs=%s: at least one thread is needed"), options->nprocs->answer);
    intervals.block = read_block(options, intervals.by_blocks);
    return intervals;
}
