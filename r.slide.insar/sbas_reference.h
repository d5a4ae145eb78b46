/** The reference of a stack of interferograms: what is taken away from each so that one place stays at zero. */
#ifndef R_SLIDE_INSAR_SBAS_REFERENCE_H
#define R_SLIDE_INSAR_SBAS_REFERENCE_H

#include "options.h"
#include "pair_correction.h"
#include "pair_stack.h"

struct sbas_reference {
    double *offset; /**< [pairs] radians; G_free it */
    char *text;     /**< for messages and history; G_free it */
};

/**
 * reference=east,north[,radius]: the mean over the cells of that place which all pairs have; reference=auto: the disc
 * of highest mean coherence among such cells; reference=median: each pair's median over all such cells of the region;
 * without it nothing is taken away. Phases count as corrected. Ends the module when there is no such cell.
 */
struct sbas_reference sbas_reference_of(const struct options *options, const struct pair_stack *stack,
                                        struct pair_correction *correction);

#endif
