/** r.slide.ksn: drainage, channels and normalized channel steepness (Ksn) from an elevation map. */
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>
#include <omp.h>

#include "grass/waiting.h"
#include "options.h"
#include "report.h"
#include "run.h"

static void describe_module(void)
{
    struct GModule *module = G_define_module();

    G_add_keyword(_("raster"));
    G_add_keyword(_("hydrology"));
    G_add_keyword(_("geomorphology"));
    G_add_keyword(_("channel steepness"));
    G_add_keyword(_("landslides"));
    module->description = _("Maps channel steepness (Ksn), drainage factors and slope units of an elevation map.");
}

int main(int argc, char *argv[])
{
    struct options options;
    struct settings settings;
    struct summary summary;

    wait_asleep(argv);
    G_gisinit(argv[0]);
    describe_module();
    options_define(&options);
    if (G_parser(argc, argv))
        exit(EXIT_FAILURE);

    settings = settings_read(&options);
    omp_set_num_threads(settings.threads);
    run(&settings, &summary);
    report_write(&settings, &summary);
    exit(EXIT_SUCCESS);
}
