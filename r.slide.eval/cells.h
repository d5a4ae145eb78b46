/** The cells that are scored: the same ones for every map, read by rows as often as needed instead of being held. */
#ifndef R_SLIDE_EVAL_CELLS_H
#define R_SLIDE_EVAL_CELLS_H

#include <stdbool.h>
#include <stddef.h>

#include <grass/gis.h>

#include "truth.h"

/** Which cells are scored where there is a test map. */
enum test_part {
    PART_TEST,    /**< those that are neither null nor zero in it */
    PART_BEYOND,  /**< all others */
    PART_TRAINING /**< of these the ones that are zero */
};

/** What is scored against what. */
struct maps {
    char **inputs; /**< probabilities, or any scores */
    char **names;  /**< what people read in their place; the inputs unless names= was given */
    int count;
    struct truth truth;
    const char *test; /**< NULL: every cell; else scored where neither null nor zero */
    enum test_part part;
    double prior; /**< share of landslides that the maps were trained at; NaN: probabilities stay as they are */
};

enum cell_state { CELL_NEGATIVE, CELL_POSITIVE, CELL_OUTSIDE_TEST, CELL_WITHOUT_TRUTH, CELL_WITHOUT_INPUT };

struct open_map {
    const char *name; /**< NULL: not asked for */
    int file;
    DCELL *row;
};

/** One row at a time of all maps together. */
struct cell_rows {
    const struct maps *maps;
    int rows, cols;
    struct open_map *input;
    struct open_map truth;
    struct open_map test;
    unsigned char *state; /**< [cols] enum cell_state; a scored cell is CELL_NEGATIVE or CELL_POSITIVE */
    double *observed;     /**< [cols] the truth's own value */
};

struct cell_rows cell_rows_open(const struct maps *maps);

/** Reads row `row` of all maps, under the mask, and finds every cell's state. Ends the module at an infinite value. */
void cell_rows_read(struct cell_rows *rows, int row);

static inline bool cell_is_scored(const struct cell_rows *rows, int col)
{
    return rows->state[col] <= CELL_POSITIVE;
}

void cell_rows_close(struct cell_rows *rows);

struct map_range {
    double lowest; /**< of the scored cells */
    double highest;
    size_t nulls;          /**< where there is truth, inside the test map */
    bool single_precision; /**< an FCELL map: thresholds are compared in its precision */
    bool probability;      /**< within 0 to 1 */
};

/** How many cells count and why the others were left out; free with cell_counts_free. */
struct cell_counts {
    size_t in_region;
    size_t outside_test;
    size_t without_truth;
    size_t without_input; /**< null in any of the inputs */
    size_t positives;
    size_t negatives;
    double prevalence;
    struct map_range *range; /**< of each input */
};

/** Reads all maps once. */
struct cell_counts cells_tally(const struct maps *maps);

/** The same, but ends the module where there is nothing to score or only one class. */
struct cell_counts cells_count(const struct maps *maps);

void cell_counts_free(struct cell_counts *counts);

/** A map's value of a scored cell, corrected from the prior to the scored cells' prevalence when a prior was given. */
double cell_score(const struct maps *maps, const struct cell_counts *counts, int map, double value);

#endif
