/**
 * What a net says of held-out patches, scored cell by cell, each cell once; its calibration; and what is lost without
 * one of its predictors.
 */
#ifndef SLIDE_LEARN_NET_HELD_H
#define SLIDE_LEARN_NET_HELD_H

#include <stddef.h>

#include "learn/calibrate.h"
#include "learn/held_score.h"
#include "learn/member.h"
#include "learn/metric.h"
#include "learn/net.h"
#include "learn/patches.h"
#include "learn/trainer.h"

/** Logits and labels. Free with net_held_free. */
struct net_held {
    size_t rows;
    float *logit;
    float *label;
};

/** What is done to the images before the net sees them. */
struct net_change {
    const unsigned char *band; /**< [bands] 1 for those that it is done to */
    const size_t *other;       /**< [items] patches whose bands are put in their place; NULL: they become 0 */
};

/** A net and where its patches come from. */
struct net_examiner {
    const struct net_border *border;
    void *net;
    const struct patch_source *source;
    struct patch_rule rule; /**< says which cells are a patch's middle */
    const size_t *item;     /**< [items] patches */
    size_t items, batch;
};

/**
 * Of each patch the valid cells of its middle, so that no cell counts twice where patches overlap; of a classifier's
 * patches one each.
 *
 * @param[in]  change  NULL: none
 * @param[out] held    the caller frees it
 */
enum slide_status net_held_estimate(const struct net_examiner *examiner, const struct net_change *change,
                                    struct net_held *held, struct slide_error *error);

/** 1 / (1 + exp(-logit)), or what the calibrator makes of it: isotonic ones of that, Platt's of the logit. */
double net_probability(const struct calibrator *calibrator, double logit);

/** Fits a calibrator to held-out logits. */
enum slide_status net_calibrate(enum calibration_kind kind, const struct net_held *held, struct calibrator *calibrator,
                                struct slide_error *error);

/** Scores of net_probability(): as of a member, cut at the threshold too, and by metric where wanted. @param[out]
 * metric [METRICS] or NULL */
enum slide_status net_held_scores(const struct net_held *held, const struct calibrator *calibrator, double threshold,
                                  struct member_scores *scores, double *metric, struct slide_error *error);

void net_held_free(struct net_held *held);

#endif
