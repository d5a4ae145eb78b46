#include "grass/fatal.h"

#include <grass/gis.h>

void fatal_unless_ok(enum slide_status status, const struct slide_error *error)
{
    if (status != SLIDE_OK)
        G_fatal_error("%s", error->text);
}
