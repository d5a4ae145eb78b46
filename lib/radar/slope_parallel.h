/**
 * Motion down the steepest slope from motion along the line of sight, as if all of it were parallel to the ground:
 * v = v_los / C, where C is the line of sight's share of a unit of it (Cascini et al. 2010; Notti et al. 2014).
 */
#ifndef SLIDE_RADAR_SLOPE_PARALLEL_H
#define SLIDE_RADAR_SLOPE_PARALLEL_H

#include "radar/decomposition.h"

/**
 * C, the component along the line of sight of a unit vector down the steepest slope: positive where motion downslope
 * comes nearer to the satellite, 0 where it is invisible.
 *
 * @param sight     unit vector to the satellite, on the gradient's axes
 * @param gradient  rise in m a m to the east and to the north
 * @return -1 to 1; NaN on level ground, which has no steepest slope, and where anything is NaN
 */
double slope_sensitivity(const struct line_of_sight *sight, const double gradient[2]);

/**
 * Velocity or displacement along the slope, downslope positive, in the unit of `los`. Its error is that of `los` over
 * |C|, so it is NaN where |C| is below `least`.
 *
 * @param los          toward the satellite
 * @param sensitivity  C
 * @param least        above 0
 */
double slope_parallel(double los, double sensitivity, double least);

#endif
