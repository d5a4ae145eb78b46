#include "coherence_grid.h"

#include <grass/gis.h>
#include <grass/glocale.h>

#include "radar/change.h"

struct grid coherence_grid_read(const char *name)
{
    struct grid coherence = grid_read(name);
    struct coherence_tally tally = {0};

    coherence_count_outside(coherence.cell, grid_cells(&coherence), &tally);
    if (tally.outside > 0)
        G_fatal_error(_("<%s> is no coherence map: it holds %.9g, outside 0 to 1 as %zu of its cells"), name,
                      tally.farthest, tally.outside);
    return coherence;
}
