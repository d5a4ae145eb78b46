/** The maps that input= or file= names, and their dates. */
#ifndef R_SLIDE_INSAR_INPUTS_H
#define R_SLIDE_INSAR_INPUTS_H

#include <stdbool.h>

#include "grass/series.h"
#include "options.h"

/** Ends the module when neither or both are given, or when there is no map. */
struct series series_of_options(const struct options *options);

/**
 * Whether input= names the maps; otherwise file= lists them. Ends the module when neither or both are given, or dates=
 * beside file=.
 */
bool maps_are_named(const struct options *options);

/** The days that dates= gives the `count` maps of input=, in their order; NULL without dates=. G_free it. */
struct day_span *dates_given(const struct options *options, int count);

/** Tells each map and its days when the user wants detail. */
void series_tell(const struct series *series);

#endif
