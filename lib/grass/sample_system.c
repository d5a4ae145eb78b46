#include "grass/sample_system.h"

#include <stdio.h>

#include <cpl_conv.h>
#include <cpl_error.h>

#include <grass/gis.h>
#include <grass/gprojects.h>

/* newer locations keep the text that they were made from, with its names and codes */
static OGRSpatialReferenceH system_of_location(void)
{
    char *text = G_get_projwkt();
    OGRSpatialReferenceH reference = text ? OSRNewSpatialReference(text) : NULL;
    struct Key_Value *system = reference ? NULL : G_get_projinfo();

    G_free(text);
    return system ? GPJ_grass_to_osr2(system, G_get_projunits(), G_get_projepsg()) : reference;
}

OGRSpatialReferenceH location_system(void)
{
    OGRSpatialReferenceH reference = G_projection() == PROJECTION_XY ? NULL : system_of_location();

    if (reference)
        OSRSetAxisMappingStrategy(reference, OAMS_TRADITIONAL_GIS_ORDER);
    return reference;
}

char *sample_system_text(OGRSpatialReferenceH reference)
{
    static const char *const options[] = {"FORMAT=WKT2_2018", NULL};
    char *text = NULL, *own;

    if (!reference || OSRExportToWktEx(reference, &text, options) != OGRERR_NONE)
        return G_store("");
    own = G_store(text);
    CPLFree(text);
    return own;
}

struct sample_system sample_system_of(const char *text)
{
    struct sample_system system = {.metre = 1.};
    OGRSpatialReferenceH reference;
    double flattening;

    CPLPushErrorHandler(CPLQuietErrorHandler);
    reference = *text ? OSRNewSpatialReference(text) : NULL;
    CPLPopErrorHandler();
    if (!reference)
        return system;
    system.geographic = OSRIsGeographic(reference) != 0;
    system.metre = system.geographic ? 1. : OSRGetLinearUnits(reference, NULL);
    system.radius = OSRGetSemiMajor(reference, NULL);
    flattening = OSRGetInvFlattening(reference, NULL);
    flattening = flattening > 0. ? 1. / flattening : 0.;
    system.eccentricity = flattening * (2. - flattening);
    snprintf(system.name, sizeof system.name, "%s", OSRGetName(reference));
    OSRDestroySpatialReference(reference);
    return system;
}
