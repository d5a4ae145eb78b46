/** Where a radar looks, as heading=, side=, azimuth= and incidence= give it. */
#ifndef R_SLIDE_INSAR_LOOK_DIRECTION_H
#define R_SLIDE_INSAR_LOOK_DIRECTION_H

#include "options.h"

/** A number within its limits, both allowed; ends the module otherwise. */
double option_number(const struct options *options, enum option_key key, double low, double high);

/** Look direction on the ground, away from the sensor, in degrees clockwise from true north. */
double look_azimuth_of(const struct options *options);

/** Ends the module when incidence angles that lie from lowest to highest are no degrees between 0 and 90. */
void refuse_incidence(const char *what, double lowest, double highest);

#endif
