/** Search for the theta at which something is least. */
#ifndef SLIDE_TERRAIN_THETA_SEARCH_H
#define SLIDE_TERRAIN_THETA_SEARCH_H

/** Theta is found to this. */
#define THETA_TOLERANCE 1e-4

typedef double theta_misfit(void *context, double theta);

/** The theta of the least misfit from `lowest` to `highest`: in 18 steps, then by golden section about the least. */
double theta_of_least(theta_misfit *misfit, void *context, double lowest, double highest);

#endif
