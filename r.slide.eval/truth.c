#include "truth.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/spawn.h>
#include <grass/vector.h>
#include <grass/glocale.h>

#include "grass/output.h"

static void refuse_without_areas(const char *name, const char *mapset)
{
    struct Map_info map;

    if (Vect_open_old(&map, name, mapset) < 2)
        G_fatal_error(_("Vector map <%s> has no topology: run v.build"), name);
    if (Vect_get_num_areas(&map) == 0)
        G_fatal_error(_("Vector map <%s> has no areas: truth needs polygons of the landslides"), name);
    Vect_close(&map);
}

const char *areas_as_raster(const char *name, const char *use)
{
    const char *mapset = G_find_vector2(name, "");
    char *raster = NULL, *from = NULL, *to = NULL, *by = NULL;

    if (!mapset)
        G_fatal_error(_("Vector map <%s> not found"), name);
    refuse_without_areas(name, mapset);
    G_asprintf(&raster, "r_slide_eval_%s_%d", use, (int)getpid());
    G_asprintf(&from, "input=%s", name);
    G_asprintf(&to, "output=%s", raster);
    G_asprintf(&by, "use=%s", use);
    map_guard(raster);
    if (G_spawn("v.to.rast", "v.to.rast", "--quiet", by, "value=1", "type=area", from, to, NULL) != 0)
        G_fatal_error(_("v.to.rast could not turn vector map <%s> into a raster map"), name);
    G_free(from);
    G_free(to);
    G_free(by);
    return raster;
}

void areas_raster_remove(const char *raster)
{
    char *name = NULL;

    G_asprintf(&name, "name=%s", raster);
    G_spawn("g.remove", "g.remove", "-f", "--quiet", "type=raster", name, NULL);
    G_free(name);
}

/* 0.1 in a single precision map is a little more than 0.1 and still not above it. */
static double threshold_in_precision_of(const char *threshold, const char *raster)
{
    const double value = atof(threshold);

    if (!isfinite(value))
        G_fatal_error(_("truth_threshold=%s is not a finite number"), threshold);
    return Rast_map_type(raster, "") == FCELL_TYPE ? (double)(float)value : value;
}

struct truth truth_of(const char *name, const char *threshold)
{
    struct truth truth = {name, name, false, NAN};

    if (!G_find_raster2(name, "")) {
        if (!G_find_vector2(name, ""))
            G_fatal_error(_("Raster or vector map <%s> not found"), name);
        if (threshold)
            G_fatal_error(_("truth_threshold= cuts a raster map, but <%s> is a vector map: leave it out"), name);
        truth.polygons = true;
        truth.raster = areas_as_raster(name, "val");
    }
    if (threshold)
        truth.threshold = threshold_in_precision_of(threshold, name);
    return truth;
}

double truth_observed(const struct truth *truth, double value)
{
    return truth->polygons && isnan(value) ? 0. : value;
}

bool truth_is_landslide(const struct truth *truth, double observed)
{
    return isnan(truth->threshold) ? observed != 0. : observed > truth->threshold;
}

void truth_close(struct truth *truth)
{
    if (truth->polygons)
        areas_raster_remove(truth->raster);
}
