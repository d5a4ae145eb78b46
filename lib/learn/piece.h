/** The fitted states of one member: one, or, with calibration, one for each fold, each calibrated on its own fold. */
#ifndef SLIDE_LEARN_PIECE_H
#define SLIDE_LEARN_PIECE_H

#include "learn/member.h"

/**
 * Fits the learner, whose transforms are fitted already. With calibration the training samples are parted into folds of
 * equal shares of either class, drawn by the seed; a piece is fitted without a fold and calibrated on it, as the
 * ensemble of scikit-learn's CalibratedClassifierCV. Calibration goes by samples without class weights.
 *
 * @param[in]     names   [transform.features]
 * @param[in,out] member  gets its pieces, also after a failure, which pieces_free frees
 *
 * Fails with SLIDE_NO_DATA where a class has fewer samples than there are folds.
 */
enum slide_status pieces_fit(const struct recipe *recipe, const struct sample_table *table, const struct subset *train,
                             const struct subset *validation, char **names, struct member *member,
                             struct slide_error *error);

/** @param[in] feature  [rows * transform.features]  @param[out] estimate  [rows] */
enum slide_status pieces_estimate(const struct recipe *recipe, const struct member *member, const float *feature,
                                  size_t rows, float *estimate, struct slide_error *error);

/** All zeros, ready for fitted states. */
enum slide_status pieces_new(size_t pieces, struct member *member, struct slide_error *error);

/** Frees the learners' states alone; what they were checked by and calibrated with stays. */
void pieces_forget(const struct recipe *recipe, struct member *member);

void pieces_free(const struct recipe *recipe, struct member *member);

#endif
