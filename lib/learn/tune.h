/** Tuning: the parameters of a grid that cross-validation finds best, and the table of every try. */
#ifndef SLIDE_LEARN_TUNE_H
#define SLIDE_LEARN_TUNE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/learner.h"
#include "learn/validate.h"

#define TUNE_MOST_CANDIDATES 1000000

/** One parameter and the values to try. */
struct tune_axis {
    size_t parameter; /**< its place among the learner's */
    size_t values;
    double *value; /**< [values] in the order given */
};

/** Free with tune_grid_free. */
struct tune_grid {
    size_t axes;
    struct tune_axis axis[LEARNER_MOST_PARAMETERS];
};

/** One try. */
struct tune_candidate {
    double value[LEARNER_MOST_PARAMETERS]; /**< [axes] */
    struct validation_summary summary;
};

/** Free with tuning_free; the grid is the caller's. */
struct tuning {
    enum metric by;
    size_t candidates;
    struct tune_candidate *candidate; /**< [candidates] in the order of the grid, its first axis the slowest */
    size_t best;                      /**< the first of those with the best mean score */
};

/** What a model keeps of it; the values are among its parameters. */
struct tuning_summary {
    size_t candidates; /**< 0: there was none */
    enum metric by;
    size_t parameters;
    size_t parameter[LEARNER_MOST_PARAMETERS]; /**< [parameters] places among the learner's */
};

/**
 * Reads "name=value,value;name=value".
 *
 * @param[out] grid  the caller frees it
 *
 * Fails with SLIDE_BAD_INPUT for what is no parameter, a value out of its range, a parameter or value given twice, and
 * more than TUNE_MOST_CANDIDATES combinations.
 */
enum slide_status tune_parse(const struct learner *learner, const char *text, struct tune_grid *grid,
                             struct slide_error *error);

/** How many combinations the grid has. */
size_t tune_combinations(const struct tune_grid *grid);

/**
 * The combinations to try, without scores.
 *
 * @param[in]     draws   as many different ones, drawn by the seed; 0, or more than there are, for all
 * @param[in,out] tuning  gets its candidates
 */
enum slide_status tune_candidates(const struct tune_grid *grid, size_t draws, uint64_t seed, struct tuning *tuning,
                                  struct slide_error *error);

/**
 * Cross-validates candidates, each on the same folds.
 *
 * @param[in]  draws   as many different combinations, drawn by the plan's seed; 0, or more than there are, for all
 * @param[in]  plan    of each candidate's cross-validation; progress counts the fits of all of them
 * @param[out] tuning  the caller frees it
 */
enum slide_status tune(const struct recipe *recipe, const struct sample_table *table, const struct subset *subset,
                       const struct tune_grid *grid, size_t draws, enum metric by, const struct validation_plan *plan,
                       struct tuning *tuning, struct slide_error *error);

/** Puts a candidate's values into the settings. */
void tune_apply(const struct tune_grid *grid, const struct tune_candidate *candidate,
                struct learner_settings *settings);

struct tuning_summary tuning_summary_of(const struct tune_grid *grid, const struct tuning *tuning);

void tune_grid_free(struct tune_grid *grid);
void tuning_free(struct tuning *tuning);

#endif
