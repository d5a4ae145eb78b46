/** A band of rows of the images in memory, which slides down them: what the estimate of some rows needs, and no more.
 */
#ifndef R_SLIDE_INSAR_COHERENCE_BLOCK_H
#define R_SLIDE_INSAR_COHERENCE_BLOCK_H

#include "coherence_input.h"

/** Rows of cells of the estimate; columns are places.read_cols cells from places.first_col - places.reach_left on. */
struct coherence_block {
    int first, end;           /**< rows held; end is the first not held */
    int reach;                /**< rows that windows need above and below */
    int rows;                 /**< most rows that may be asked for at a time */
    float complex *pixel[2];  /**< the pair's */
    struct product_sums *sum; /**< products, and */
    float *amplitude;         /**< histories, for siblings; else NULL */
    float complex *row;       /**< one row of pixels of another image */
};

struct coherence_block coherence_block_new(const struct coherence_input *input, const struct coherence_places *places);

/** Holds all rows that the estimate of rows `first` to `end` - 1 needs; must not go back up. */
void coherence_block_slide(struct coherence_block *block, const struct coherence_input *input,
                           const struct coherence_places *places, int first, int end);

struct image_pair coherence_block_pair(const struct coherence_block *block, const struct coherence_input *input,
                                       const struct coherence_places *places);

struct sibling_cells coherence_block_cells(const struct coherence_block *block, const struct coherence_places *places);

void coherence_block_free(struct coherence_block *block);

#endif
