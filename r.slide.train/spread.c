#include "spread.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>

#include "base/sort.h"
#include "learn/sampling_json.h"

static const struct spread_score of_probabilities[] = {
    {"auc_roc", offsetof(struct member_scores, auc_roc)},
    {"auc_pr", offsetof(struct member_scores, auc_pr)},
    {"brier", offsetof(struct member_scores, brier)},
    {"accuracy", offsetof(struct member_scores, cut.accuracy)},
    {"precision", offsetof(struct member_scores, cut.precision)},
    {"recall", offsetof(struct member_scores, cut.recall)},
    {"specificity", offsetof(struct member_scores, cut.specificity)},
    {"f1", offsetof(struct member_scores, cut.f1)},
    {"csi", offsetof(struct member_scores, cut.csi)},
    {NULL, 0},
};

static const struct spread_score of_quantities[] = {
    {"auc_roc", offsetof(struct member_scores, auc_roc)},
    {"auc_pr", offsetof(struct member_scores, auc_pr)},
    {"r2", offsetof(struct member_scores, quantity.r2)},
    {"explained", offsetof(struct member_scores, quantity.explained)},
    {"rmse", offsetof(struct member_scores, quantity.rmse)},
    {"mae", offsetof(struct member_scores, quantity.mae)},
    {"auc_above", offsetof(struct member_scores, quantity.auc_above)},
    {NULL, 0},
};

const struct spread_score *spread_scores_of(const struct model *model)
{
    return model->recipe.learner->quantity ? of_quantities : of_probabilities;
}

struct spread score_spread_of(const struct model *model, const struct spread_score *score)
{
    const size_t n = model->members;
    double *value = G_malloc(n * sizeof *value);
    struct spread spread = {0};

    for (size_t i = 0; i < n; i++) {
        memcpy(&value[i], (const char *)&model->member[i].scores + score->offset, sizeof *value);
        spread.mean += value[i] / (double)n;
    }
    for (size_t i = 0; n > 1 && i < n; i++)
        spread.sd += (value[i] - spread.mean) * (value[i] - spread.mean) / (double)(n - 1);
    spread.sd = sqrt(spread.sd);
    sort_doubles(value, n);
    spread.min = value[0];
    spread.median = 0.5 * (value[(n - 1) / 2] + value[n / 2]);
    spread.max = value[n - 1];
    G_free(value);
    return spread;
}

static void print_strata(const struct sampling *sampling)
{
    for (size_t i = 0; i < sampling->strata; i++)
        printf("stratum_%d=%llu/%llu\n", sampling->stratum[i].category, (unsigned long long)sampling->stratum[i].kept,
               (unsigned long long)sampling->stratum[i].available);
}

void print_spread(const struct model *model)
{
    print_strata(&model->member[model->marked].sampling);
    if (model->members == 1)
        return;
    printf("members=%zu\nmarked=%zu\nmarked_seed=%llu\n", model->members, model->marked + 1,
           (unsigned long long)model->member[model->marked].seed);
    for (const struct spread_score *score = spread_scores_of(model); model->member[0].scores.known && score->name;
         score++) {
        const struct spread spread = score_spread_of(model, score);

        printf("test_%s_mean=%.9g\ntest_%s_sd=%.9g\ntest_%s_min=%.9g\ntest_%s_median=%.9g\ntest_%s_max=%.9g\n",
               score->name, spread.mean, score->name, spread.sd, score->name, spread.min, score->name, spread.median,
               score->name, spread.max);
    }
}

json_t *spread_scores_to_json(const struct model *model)
{
    json_t *json = json_object();

    for (const struct spread_score *score = spread_scores_of(model); score->name; score++) {
        const struct spread spread = score_spread_of(model, score);

        if (isnan(spread.mean)) /* a member without that score */
            json_object_set_new(json, score->name, json_null());
        else
            json_object_set_new(json, score->name,
                                json_pack("{s:f, s:f, s:f, s:f, s:f}", "mean", spread.mean, "sd", spread.sd, "min",
                                          spread.min, "median", spread.median, "max", spread.max));
    }
    return json;
}

void spread_to_json(const struct model *model, json_t *json)
{
    json_t *sampling = sampling_to_json(&model->member[model->marked].sampling), *seeds;

    if (json_object_get(sampling, "strata"))
        json_object_set(json, "strata", json_object_get(sampling, "strata"));
    json_decref(sampling);
    if (model->members == 1)
        return;
    seeds = json_array();
    for (size_t i = 0; i < model->members; i++)
        json_array_append_new(seeds, json_integer((json_int_t)model->member[i].seed));
    json_object_set_new(json, "members", json_integer((json_int_t)model->members));
    json_object_set_new(json, "marked", json_integer((json_int_t)model->marked + 1));
    json_object_set_new(json, "member_seeds", seeds);
    if (model->member[0].scores.known)
        json_object_set_new(json, "scores_spread", spread_scores_to_json(model));
}
