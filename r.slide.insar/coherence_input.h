/** The images and settings of operation=coherence and operation=interferogram, checked, and which cells of the estimate
 * the region wants. */
#ifndef R_SLIDE_INSAR_COHERENCE_INPUT_H
#define R_SLIDE_INSAR_COHERENCE_INPUT_H

#include "radar/coherence.h"
#include "radar/sibling.h"
#include "complex_image.h"
#include "options.h"

struct coherence_input {
    struct complex_image pair[2];
    struct Cell_head maps_window;   /**< of the raster maps among the images; 0 rows: there are none */
    struct complex_image simulated; /**< phase to take away, in the real part */
    int has_simulated;
    struct complex_image *before; /**< [images] NULL without siblings */
    size_t images;
    struct estimator estimator;
    struct sibling_window window;
    struct sibling_test test;
    double looks;              /**< independent ones in a whole boxcar window */
    double oversampling;       /**< pixels for each independent look */
    const char *sources;       /**< names of the pair */
    const char *sibling_names; /**< names of the images before */
};

/** The part of the estimate, in its cells, that the region touches, and how the region's cells find theirs. */
struct coherence_places {
    int rows, cols;         /**< of the region */
    int *row;               /**< [rows] of the estimate, or -1 outside */
    int *col;               /**< [cols] counted from first_col, or -1 outside */
    int first_row, end_row; /**< of the estimate; end is the first outside */
    int first_col, end_col;
    int reach_left; /**< columns read to the left of first_col, for windows */
    int read_cols;
};

/** Opens all images. The region's windows must not be asked for without Rast_output_... after it. */
struct coherence_input coherence_input_open(const struct options *options, int siblings);

void coherence_input_close(struct coherence_input *input);

/** Ends the module when the region and the images do not meet; tells when their cells differ. */
struct coherence_places coherence_places_of(const struct coherence_input *input);

void coherence_places_free(struct coherence_places *places);

#endif
