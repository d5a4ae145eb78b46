#include "learn/net_importance.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"

static enum slide_status score(const struct net_examiner *examiner, const struct net_change *change,
                               const struct calibrator *calibrator, double *value, struct slide_error *error)
{
    struct member_scores scores;
    struct net_held held;
    enum slide_status status = net_held_estimate(examiner, change, &held, error);

    if (status != SLIDE_OK)
        return status;
    status = net_held_scores(&held, calibrator, 0.5, &scores, NULL, error);
    if (status == SLIDE_OK)
        held_scores_take(&scores, value);
    net_held_free(&held);
    return status;
}

/* another patch for each of the examiner's (Fisher and Yates's shuffle) */
static void shuffle(const struct net_examiner *examiner, uint64_t seed, size_t repeat, size_t *other)
{
    struct random_stream stream = random_stream_at(seed, repeat);

    memcpy(other, examiner->item, examiner->items * sizeof *other);
    for (size_t i = examiner->items; i > 1; i--) {
        const size_t place = random_below(&stream, i), item = other[i - 1];

        other[i - 1] = other[place];
        other[place] = item;
    }
}

/* [bands] 1 for those made of the group's predictors */
static void mark(const struct transform *transform, const struct predictor_group *group, unsigned char *band)
{
    memset(band, 0, transform->features);
    for (size_t i = 0; i < group->count; i++) {
        const struct transform_step *step = &transform->step[group->member[i]];

        memset(band + step->first, 1, step->width);
    }
}

enum slide_status net_importance(const struct net_examiner *examiner, const struct transform *transform,
                                 const struct calibrator *calibrator, const struct predictor_groups *groups,
                                 const struct net_importance_plan *plan, double *loss, struct slide_error *error)
{
    const size_t repeats = plan->repeats ? plan->repeats : 1, all = repeats * groups->count;
    unsigned char *band = malloc(transform->features + 1);
    size_t *other = malloc((examiner->items + 1) * sizeof *other);
    const struct net_change change = {band, plan->repeats ? other : NULL};
    double before[HELD_SCORES] = {0.}, after[HELD_SCORES] = {0.};
    enum slide_status status = band && other ? score(examiner, NULL, calibrator, before, error)
                                             : slide_out_of_memory(error, (double)examiner->items, "the importances");

    for (size_t i = 0; i < all && status == SLIDE_OK; i++) {
        if (plan->progress)
            plan->progress((long)i, (long)all, 1);
        if (i % groups->count == 0)
            shuffle(examiner, plan->seed, i / groups->count, other);
        mark(transform, &groups->group[i % groups->count], band);
        status = score(examiner, &change, calibrator, after, error);
        for (size_t s = 0; s < HELD_SCORES; s++)
            loss[i * HELD_SCORES + s] = held_score_loss(&held_score_kinds(false)[s], before[s], after[s]);
    }
    if (plan->progress && status == SLIDE_OK)
        plan->progress(1, 1, 1);
    free(band);
    free(other);
    return status;
}
