/** simulate_event: fills the current mapset with an earthquake whose truth is known; see README.md in this folder. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/cell_size.h"
#include "grass/fatal.h"
#include "score/calibration.h"
#include "score/ranking.h"

#include "event.h"
#include "images.h"
#include "maps.h"

struct options {
    struct Option *rows, *cols, *seed, *prevalence, *images, *format;
};

/* The best scores that any model can reach with what it is given */
struct ceiling {
    struct ranking ranking;
    double brier;
};

static struct Option *define_number(const char *key, int type, const char *answer, const char *range, const char *text)
{
    struct Option *option = G_define_option();

    option->key = key;
    option->type = type;
    option->answer = (char *)answer;
    option->options = range;
    option->required = NO;
    option->description = text;
    return option;
}

static void define_options(struct options *options)
{
    struct GModule *module = G_define_module();

    G_add_keyword(_("raster"));
    G_add_keyword(_("landslide"));
    G_add_keyword(_("simulation"));
    module->description =
        _("Fills the current mapset with a simulated earthquake whose landslides follow a known law.");
    module->overwrite = 1;
    options->rows = define_number("rows", TYPE_INTEGER, "1000", "64-20000", _("Rows of the region"));
    options->cols = define_number("cols", TYPE_INTEGER, "1200", "64-20000", _("Columns of the region"));
    options->seed = define_number("seed", TYPE_INTEGER, "42", NULL, _("Seed of everything that is drawn"));
    options->prevalence =
        define_number("prevalence", TYPE_DOUBLE, "0.005", "0.0001-0.5", _("Mean probability of a landslide"));
    options->images = define_number("images", TYPE_STRING, NULL, NULL,
                                    _("Folder that exists, for a stack of complex radar images with finer pixels"));
    options->format = define_number("format", TYPE_STRING, "plain", "plain,json", _("Output format"));
}

static void show_progress(int percent)
{
    G_percent(percent, 100, 1);
}

static struct ceiling ceiling_of(const struct event *event, const float *probability)
{
    const size_t cells = (size_t)event->rows * event->cols;
    double *groups = G_malloc(cells * sizeof *groups);
    size_t positives = 0, first_negative = cells;
    struct ceiling ceiling;
    struct slide_error error;

    for (size_t cell = 0; cell < cells; cell++) {
        if (event->landslide[cell] == 1)
            groups[positives++] = probability[cell];
        else if (event->landslide[cell] == 0)
            groups[--first_negative] = probability[cell];
    }
    ceiling.brier = brier_of_groups(groups, positives, groups + first_negative, cells - first_negative).score;
    fatal_unless_ok(
        ranking_of_groups(groups, positives, groups + first_negative, cells - first_negative, &ceiling.ranking, &error),
        &error);
    G_free(groups);
    return ceiling;
}

static json_t *ceiling_as_json(const struct ceiling *ceiling)
{
    return json_pack("{s:f, s:f, s:f}", "auc_roc", ceiling->ranking.auc_roc, "auc_pr",
                     ceiling->ranking.average_precision, "brier", ceiling->brier);
}

static void print_ceiling(const char *what, const struct ceiling *ceiling)
{
    printf("%-52s AUC %.4f  AP %.4f  Brier %.6f\n", what, ceiling->ranking.auc_roc, ceiling->ranking.average_precision,
           ceiling->brier);
}

static void report(const struct event *event, const char *format)
{
    const struct ceiling law = ceiling_of(event, event->probability), posterior = ceiling_of(event, event->posterior);

    if (strcmp(format, "json") == 0) {
        json_t *root = json_pack("{s:I, s:f, s:o, s:o}", "landslides", (json_int_t)law.ranking.positives, "prevalence",
                                 law.ranking.prevalence, "probability_true", ceiling_as_json(&law),
                                 "probability_posterior", ceiling_as_json(&posterior));

        json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
        printf("\n");
        json_decref(root);
        return;
    }
    printf("%zu landslide cells, %.3f %% of %zu\n", law.ranking.positives, 100. * law.ranking.prevalence,
           law.ranking.positives + law.ranking.negatives);
    print_ceiling(_("Ceiling without radar (probability_true)"), &law);
    print_ceiling(_("Ceiling with radar (probability_posterior)"), &posterior);
}

int main(int argc, char *argv[])
{
    struct options options;
    struct event event;
    struct slide_error error;

    G_gisinit(argv[0]);
    define_options(&options);
    if (G_parser(argc, argv))
        exit(EXIT_FAILURE);

    set_event_region(atoi(options.rows->answer), atoi(options.cols->answer));
    struct cell_sizes sizes = cell_sizes_of_region();
    const struct ground ground = {sizes.rows,        Rast_window_cols(), sizes.east_west,
                                  sizes.north_south, sizes.diagonal,     sizes.area};

    G_message(_("Raising and eroding the landscape..."));
    fatal_unless_ok(event_make(&event, &ground, strtoull(options.seed->answer, NULL, 10), show_progress, &error),
                    &error);
    G_message(_("Shaking it..."));
    event_shake_down(&event, atof(options.prevalence->answer));
    G_message(_("Writing the maps..."));
    write_event_maps(&event, "Simulated: see the law and its numbers in testsuite/event/README.md");
    write_landslide_polygons(&event);
    if (options.images->answer)
        write_radar_images(&event, options.images->answer);
    report(&event, options.format->answer);
    event_free(&event);
    cell_sizes_free(&sizes);
    exit(EXIT_SUCCESS);
}
