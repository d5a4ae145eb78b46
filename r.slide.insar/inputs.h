/** The maps that input= or file= names. */
#ifndef R_SLIDE_INSAR_INPUTS_H
#define R_SLIDE_INSAR_INPUTS_H

#include "grass/series.h"
#include "options.h"

/** Ends the module when neither or both are given, or when there is no map. */
struct series series_of_options(const struct options *options);

/** Tells each map and its days when the user wants detail. */
void series_tell(const struct series *series);

#endif
