/** How far true north lies from the grid's north over the current region, asked of PROJ. */
#ifndef R_SLIDE_INSAR_CONVERGENCE_H
#define R_SLIDE_INSAR_CONVERGENCE_H

/** Angles at evenly spaced ties from the first cell's centre to the last one's; between them bilinear. */
struct convergence {
    int rows;
    int cols;
    double *angle; /**< [rows * cols] radians, from the grid's north clockwise to true north */
    double lowest;
    double highest;
};

/**
 * One tie of zero in latitude-longitude and without a projection. Ends the module when the region reaches beyond where
 * its projection holds. Free with convergence_free.
 */
struct convergence convergence_of_region(void);

void convergence_free(struct convergence *convergence);

#endif
