/** Small-baseline inversion of a block of rows by several threads: the bits do not depend on how many. */
#ifndef SLIDE_RADAR_SBAS_BLOCK_H
#define SLIDE_RADAR_SBAS_BLOCK_H

#include <stddef.h>

#include "base/status.h"
#include "radar/closure.h"
#include "radar/phase_weight.h"
#include "radar/sbas.h"
#include "radar/screen.h"

/** What a cell's solution is written as, one map for each. */
enum sbas_output {
    SBAS_OUT_CUMULATIVE, /**< displacement at the last date */
    SBAS_OUT_VELOCITY,   /**< per year of 365.25 days, as its errors */
    SBAS_OUT_VELOCITY_SD,
    SBAS_OUT_VELOCITY_NOISE,
    SBAS_OUT_ACCELERATION,
    SBAS_OUT_STEP,
    SBAS_OUT_DEM_ERROR,
    SBAS_OUT_RESIDUAL,
    SBAS_OUT_TEMPORAL_COHERENCE,
    SBAS_OUT_PAIRS,
    SBAS_OUTPUTS
};

/** How all blocks are solved. */
struct sbas_plan {
    struct sbas_problem problem;
    const double *offset;              /**< [pairs] radians, of the reference, taken away */
    const struct weight_table *weight; /**< NULL: all pairs weigh the same */
    int acceleration;                  /**< index of this term; 0: there is none, as for the next two */
    int step;
    int dem_error; /**< taken away from the displacements */
    int threads;
    const struct closure *closure;      /**< loops that pairs must close in; NULL: not looked at */
    const struct screen_filter *filter; /**< of the blocks' `rough`; NULL: not wanted */
    bool repair;                        /**< slips by whole turns are taken back where loops agree on them */
};

/** Rows of maps and what becomes of them. */
struct sbas_block {
    int rows, cols;
    const float *value; /**< [rows][maps][cols] phases of all pairs in radians, then coherences where they weigh */
    float *out[SBAS_OUTPUTS]; /**< [rows * cols] each; NULL where not wanted */
    float *series;            /**< [rows][dates][cols] displacements, or NULL */
    float *rough;             /**< [rows][dates][cols] what is rough in time of their misfit of the model, or NULL */
};

/** Cells, unless said otherwise. */
struct sbas_tally {
    size_t verdict[SBAS_VERDICTS];
    size_t several_subsets; /**< of the solved ones */
    size_t missing_dates;   /**< solved, with dates that no pair has */
    size_t no_velocity;     /**< solved, but with too few dates for the model */
    size_t repaired;        /**< pairs of cells that got whole turns, and that no loop closes with */
    size_t dropped;
    size_t incoherent; /**< pairs of cells with phase but without coherence above zero, left out */
};

/** Maps whose rows the block holds: pairs, and as many coherences where they weigh. */
int sbas_plan_maps(const struct sbas_plan *plan);

/** @param[in,out] tally  this block's cells are added */
enum slide_status sbas_block_solve(const struct sbas_plan *plan, const struct sbas_block *block,
                                   struct sbas_tally *tally, struct slide_error *error);

#endif
