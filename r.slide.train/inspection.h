/** What was asked about predictors and model, found and shown: importances, ablation, screening. */
#ifndef SLIDE_TRAIN_INSPECTION_H
#define SLIDE_TRAIN_INSPECTION_H

#include <jansson.h>

#include "grass/listing.h"
#include "grass/sheet.h"
#include "inspection_options.h"
#include "learn/ablation.h"
#include "learn/importance.h"
#include "learn/model.h"
#include "learn/predictor_groups.h"
#include "learn/screening.h"

/** Findings are empty where they were not asked for. Free with inspection_free. */
struct inspection {
    struct inspection_request request;
    struct predictor_groups items;  /**< of importances: groups, and the other predictors */
    struct predictor_groups groups; /**< of the ablation */
    struct importance permutation, own, coefficients;
    struct importance zeroing; /**< of nets */
    struct ablation ablation;
    struct screening screening;
};

/**
 * Before long work: reads the groups, and ends the module where something that was asked for cannot be had.
 *
 * @param test_share  of the samples that will be held out
 */
void inspection_prepare(struct inspection *inspection, const struct recipe *recipe, double test_share);

/** Finds everything. Leaves the predictors' importances in the model. @param split  [model->members] */
void inspection_run(struct inspection *inspection, const struct sample_table *table, const struct split *split,
                    struct model *model);

/**
 * Makes tables of the losses that nets show without each item, and leaves the predictors' importances in the model.
 *
 * @param permuted, zeroed  [draws * items * HELD_SCORES]; NULL where not asked for
 */
void inspection_take_losses(struct inspection *inspection, const double *permuted, size_t permutations,
                            const double *zeroed, size_t zeroings, struct model *model);

/**
 * Writes the tables and pictures; ends the module when one cannot be written. All of them go with a later fatal error,
 * until maps_kept().
 */
void inspection_write(const struct inspection *inspection, const struct model *model);

/** All tables on standard output. */
void inspection_print(const struct inspection *inspection, const struct model *model);
void inspection_add_json(const struct inspection *inspection, const struct model *model, json_t *object);

void inspection_free(struct inspection *inspection);

/* What each subject shows, in its own file. */

void importance_list(const struct inspection *inspection, const struct model *model, struct listings *listings);
void importance_draw(const struct inspection *inspection, const struct model *model, struct sheet *sheet);
void ablation_list(const struct inspection *inspection, const struct model *model, struct listings *listings);
void ablation_draw(const struct inspection *inspection, const struct model *model, struct sheet *sheet);
void screening_list(const struct inspection *inspection, const struct model *model, struct listings *listings);
void screening_draw(const struct inspection *inspection, const struct model *model, struct sheet *sheet);

#endif
