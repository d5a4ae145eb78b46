/**
 * How far a cell is from all training samples, and where a model may be applied: dissimilarity index and area of
 * applicability (Meyer and Pebesma 2021, Methods in Ecology and Evolution 12, 1620-1633).
 *
 * Features as the learner sees them are scaled to mean 0 and standard deviation 1 over the training samples and
 * multiplied by their importance. The index is the Euclidean distance to the nearest training sample, divided by the
 * mean distance between all pairs of training samples. The threshold is the greatest index of samples that were
 * predicted without having been trained on, outliers left out: those above the upper quartile by more than 1.5 times
 * the interquartile range.
 */
#ifndef SLIDE_LEARN_APPLICABILITY_H
#define SLIDE_LEARN_APPLICABILITY_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/checksum.h"
#include "learn/member.h"
#include "learn/nearest_sample.h"

/** Zero when a model has none. Free with applicability_free. */
struct applicability {
    size_t features;              /**< of the transforms */
    size_t dimensions;            /**< features that count: neither constant nor without importance */
    size_t *feature;              /**< [dimensions] */
    double *centre;               /**< [dimensions] the feature's mean */
    double *factor;               /**< [dimensions] importance / standard deviation */
    size_t points;                /**< training samples kept */
    float *point;                 /**< [points * dimensions] (feature - centre) * factor */
    double mean_distance;         /**< between pairs of points */
    double threshold;             /**< of the dissimilarity index */
    size_t judged;                /**< samples that the threshold was found from */
    char checksum[CHECKSUM_SIZE]; /**< of the points as bytes; set by writing and reading a model file */
    struct sample_tree tree;
};

/** Which samples stand for the training, and how the threshold is found. */
struct applicability_plan {
    const struct subset *train; /**< that the member was fitted to */
    const struct subset *held;  /**< held out from it, which the threshold is found from; NULL or empty: each training
                                     sample against those of other folds */
    const int *fold;            /**< [train->rows] folds of cross-validation; NULL: each sample is its own */
    size_t most;                /**< training samples to keep, and samples to find the threshold from; at least 2 */
    uint64_t seed;              /**< of the draw, where there are more */
};

/**
 * Weights are the learner's importances; without these the coefficients' absolute values times the features' standard
 * deviations; without either, or where all are zero, equal. Pairs are looked at all: time most^2.
 *
 * @param[out] applicability  the caller frees it
 *
 * Fails with SLIDE_NO_DATA for fewer than two training samples, or when no feature varies.
 */
enum slide_status applicability_fit(const struct recipe *recipe, const struct member *member,
                                    const struct sample_table *table, const struct applicability_plan *plan,
                                    struct applicability *applicability, struct slide_error *error);

/** Builds the tree for points that were read from a file. */
enum slide_status applicability_prepare(struct applicability *applicability, struct slide_error *error);

/**
 * The same bits with any number of threads.
 *
 * @param[in]  feature  [rows * features] of the transforms
 * @param[out] index    [rows] 0 at a training sample
 */
void applicability_index(const struct applicability *applicability, const float *feature, size_t rows, float *index);

/**
 * The greatest value that is no outlier: not above the upper quartile (linear interpolation) by more than 1.5
 * interquartile ranges. @param[in,out] value  [count], sorted afterwards; count > 0
 */
double upper_whisker(double *value, size_t count);

void applicability_free(struct applicability *applicability);

#endif
