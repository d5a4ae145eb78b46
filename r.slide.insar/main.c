/** r.slide.insar: landslide features from radar phase, coherence and backscatter. Each operation is in its own file. */
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/waiting.h"
#include "operations.h"

static void describe_module(void)
{
    struct GModule *module = G_define_module();

    G_add_keyword(_("raster"));
    G_add_keyword(_("radar"));
    G_add_keyword(_("InSAR"));
    G_add_keyword(_("displacement"));
    G_add_keyword(_("coherence"));
    G_add_keyword(_("backscatter"));
    G_add_keyword(_("landslide"));
    module->description =
        _("Makes landslide features from radar: displacement, coherence and its change, backscatter.");
}

int main(int argc, char *argv[])
{
    struct options options;

    wait_asleep(argv);
    G_gisinit(argv[0]);
    describe_module();
    options_define(&options);
    if (G_parser(argc, argv))
        exit(EXIT_FAILURE);

    if (options.list->answer) {
        operations_print(&options);
        exit(EXIT_SUCCESS);
    }
    operation_chosen(&options)->run(&options);
    exit(EXIT_SUCCESS);
}
