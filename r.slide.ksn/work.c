/** The few things that every step of a run does. */
#include "work.h"

#include <stdlib.h>

#include <grass/gis.h>

#include "grass/fatal.h"

void work_check(const struct work *work, enum slide_status status)
{
    fatal_unless_ok(status, &work->error);
}

void work_order(struct work *work)
{
    if (!work->graph.order)
        work_check(work, flow_graph_build(&work->lattice, work->direction, &work->graph, &work->error));
}

struct gradient_options work_gradient_options(const struct work *work, const float *elevation)
{
    const struct settings *settings = work->settings;

    return (struct gradient_options){.window = settings->window,
                                     .window_nodes = settings->window_nodes,
                                     .as_angle = settings->as_angle,
                                     .error = settings->dem_error,
                                     .lattice = &work->lattice,
                                     .map = elevation};
}

double *work_nodes(const struct work *work)
{
    return G_malloc((work->network.nodes + 1) * sizeof(double));
}

int work_wants(const struct work *work, enum output_map first, enum output_map last)
{
    for (int map = (int)first; map <= (int)last; map++)
        if (work->settings->map[map])
            return 1;
    return 0;
}

struct map_description work_describe(const struct work *work, enum output_map map)
{
    struct map_description description = outputs[map].description;

    if (outputs[map].unit == UNIT_KSN)
        description.units = work->ksn_unit;
    if (outputs[map].unit == UNIT_KSN_DENSITY)
        description.units = work->density_unit;
    description.history = work->history;
    description.source = work->settings->elevation;
    return description;
}

void work_write(struct work *work, enum output_map map, const float *value)
{
    const struct map_description description = work_describe(work, map);

    if (work->settings->map[map])
        map_set_add_floats(&work->maps, work->settings->map[map], value, &description);
}
