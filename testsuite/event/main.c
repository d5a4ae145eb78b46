/** simulate_event: fills the current mapset with an earthquake whose truth is known; see README.md in this folder. */
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/cell_size.h"
#include "grass/fatal.h"

#include "cluster_maps.h"
#include "clusters.h"
#include "event.h"
#include "images.h"
#include "maps.h"
#include "report.h"
#include "scene_maps.h"

#define HISTORY "Simulated: see the law and its numbers in testsuite/event/README.md"

struct options {
    struct Option *rows, *cols, *seed, *prevalence, *images, *clusters, *backscatter, *format;
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
    options->clusters = define_number("clusters", TYPE_DOUBLE, NULL, "0.0001-0.2",
                                      _("Share of the region under landslides that are clusters of cells, and texture "
                                        "that shows them to who looks at neighbours"));
    options->backscatter =
        define_number("backscatter", TYPE_STRING, NULL, NULL,
                      _("File to write, the list of the scenes of backscatter that show the clusters to a radar"));
    G_option_requires(options->backscatter, options->clusters, NULL);
    options->format = define_number("format", TYPE_STRING, "plain", "plain,json", _("Output format"));
}

static void show_progress(int percent)
{
    G_percent(percent, 100, 1);
}

static void plant_clusters(const struct event *event, double share, struct clusters *clusters)
{
    struct slide_error error;

    G_message(_("Letting landslides run down its slopes..."));
    fatal_unless_ok(clusters_make(event, share, clusters, &error), &error);
}

int main(int argc, char *argv[])
{
    struct options options;
    struct event event;
    struct clusters clusters;
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
    if (options.clusters->answer)
        plant_clusters(&event, atof(options.clusters->answer), &clusters);
    G_message(_("Writing the maps..."));
    write_event_maps(&event, HISTORY);
    write_landslide_polygons(&event);
    if (options.images->answer)
        write_radar_images(&event, options.images->answer);
    if (options.clusters->answer)
        write_cluster_maps(&clusters, HISTORY);
    if (options.backscatter->answer)
        write_backscatter(&clusters, &ground, options.backscatter->answer, HISTORY);
    report(&event, options.clusters->answer ? &clusters : NULL, options.format->answer);
    if (options.clusters->answer)
        clusters_free(&clusters);
    event_free(&event);
    cell_sizes_free(&sizes);
    exit(EXIT_SUCCESS);
}
