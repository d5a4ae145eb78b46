/** What each feature adds to a sum of trees: exact Shapley values with the training samples' mixture in the nodes. */
#ifndef SLIDE_LEARN_SHAP_H
#define SLIDE_LEARN_SHAP_H

#include <stddef.h>

#include "base/status.h"
#include "learn/trees.h"

/**
 * Path-dependent SHAP values (Lundberg et al. 2020): where a feature is not known, a node's children count by their
 * cover. A leaf's game is a product over the features on its path, whose Shapley value is an integral over the
 * probability t that another feature is known (Owen 1972); Gauss-Legendre nodes give it exactly, the polynomial's
 * degree being below the number of features. Products on the way down and sums on the way up serve all leaves of a
 * branch at once, as in Linear TreeSHAP (Yu et al. 2022): time grows with nodes * depth / 2 for a row.
 *
 * @param[in]  trees         must have passed trees_check
 * @param[in]  value         [rows * features], no NaN
 * @param[out] contribution  [rows * (features + 1)], the last of a row is the mean prediction; a row's sum is its
 * margin. The same bits with any number of threads
 *
 * Fails with SLIDE_OUT_OF_MEMORY only.
 */
enum slide_status shap_contributions(const struct trees *trees, const float *value, size_t rows, int threads,
                                     float *contribution, struct slide_error *error);

#endif
