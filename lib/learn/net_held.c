#include "learn/net_held.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* the arrays of one batch */
struct room {
    float *image, *other, *target, *valid, *logit;
};

static void room_free(struct room *room)
{
    free(room->image);
    free(room->other);
    free(room->target);
    free(room->valid);
    free(room->logit);
}

static enum slide_status room_new(const struct net_examiner *examiner, struct room *room, struct slide_error *error)
{
    const size_t cells = (size_t)examiner->source->size * examiner->source->size;
    const size_t image = examiner->batch * examiner->source->bands * cells;
    const size_t targets = examiner->batch * (examiner->source->whole ? 1 : cells);

    room->image = malloc(image * sizeof *room->image);
    room->other = malloc(image * sizeof *room->other);
    room->target = malloc(targets * sizeof *room->target);
    room->valid = malloc(targets * sizeof *room->valid);
    room->logit = malloc(targets * sizeof *room->logit);
    if (room->image && room->other && room->target && room->valid && room->logit)
        return SLIDE_OK;
    room_free(room);
    return slide_out_of_memory(error, 2. * (double)image * sizeof *room->image, "a batch of patches");
}

static void apply(const struct patch_source *source, const struct net_change *change, size_t count, struct room *room)
{
    const size_t cells = (size_t)source->size * source->size;

    for (size_t i = 0; i < count * source->bands; i++) {
        if (!change->band[i % source->bands])
            continue;
        if (change->other)
            memcpy(room->image + i * cells, room->other + i * cells, cells * sizeof *room->image);
        else
            memset(room->image + i * cells, 0, cells * sizeof *room->image);
    }
}

/* reads the batch that begins at `first`, changed */
static enum slide_status read_batch(const struct net_examiner *examiner, const struct net_change *change, size_t first,
                                    size_t count, struct room *room, struct slide_error *error)
{
    const struct patch_source *source = examiner->source;
    enum slide_status status = SLIDE_OK;

    if (change && change->other)
        status =
            source->read(source->owner, change->other + first, count, room->other, room->target, room->valid, error);
    if (status == SLIDE_OK)
        status =
            source->read(source->owner, examiner->item + first, count, room->image, room->target, room->valid, error);
    if (change && status == SLIDE_OK)
        apply(source, change, count, room);
    return status;
}

static void keep(const struct net_examiner *examiner, size_t count, const struct room *room, struct net_held *held)
{
    const size_t size = examiner->source->whole ? 1 : (size_t)examiner->source->size;
    int first = 0, past = 1;

    if (!examiner->source->whole)
        patch_middle(&examiner->rule, &first, &past);
    for (size_t i = 0; i < count; i++) {
        for (int y = first; y < past; y++) {
            for (int x = first; x < past; x++) {
                const size_t cell = (i * size + y) * size + x;

                if (room->valid[cell] == 0.f)
                    continue;
                held->logit[held->rows] = room->logit[cell];
                held->label[held->rows++] = room->target[cell];
            }
        }
    }
}

static enum slide_status held_new(const struct net_examiner *examiner, struct net_held *held, struct slide_error *error)
{
    int first = 0, past = 1;
    size_t most;

    if (!examiner->source->whole)
        patch_middle(&examiner->rule, &first, &past);
    most = examiner->items * (size_t)(past - first) * (past - first) + 1;
    *held = (struct net_held){.logit = malloc(most * sizeof *held->logit), .label = malloc(most * sizeof *held->label)};
    if (held->logit && held->label)
        return SLIDE_OK;
    net_held_free(held);
    return slide_out_of_memory(error, 2. * (double)most * sizeof *held->logit, "the held-out cells' estimates");
}

enum slide_status net_held_estimate(const struct net_examiner *examiner, const struct net_change *change,
                                    struct net_held *held, struct slide_error *error)
{
    const int size = examiner->source->size;
    struct room room;
    enum slide_status status = held_new(examiner, held, error);

    if (status != SLIDE_OK)
        return status;
    status = room_new(examiner, &room, error);
    if (status != SLIDE_OK) {
        net_held_free(held);
        return status;
    }
    for (size_t first = 0; first < examiner->items && status == SLIDE_OK; first += examiner->batch) {
        const size_t left = examiner->items - first, count = left < examiner->batch ? left : examiner->batch;

        status = read_batch(examiner, change, first, count, &room, error);
        if (status == SLIDE_OK)
            status = examiner->border->predict(examiner->net, room.image, count, size, size, 0, room.logit, error);
        if (status == SLIDE_OK)
            keep(examiner, count, &room, held);
    }
    room_free(&room);
    if (status != SLIDE_OK)
        net_held_free(held);
    return status;
}

double net_probability(const struct calibrator *calibrator, double logit)
{
    const double p = 1. / (1. + exp(-logit));

    return calibrator->kind == CALIBRATION_PLATT ? calibrated(calibrator, logit) : calibrated(calibrator, p);
}

enum slide_status net_calibrate(enum calibration_kind kind, const struct net_held *held, struct calibrator *calibrator,
                                struct slide_error *error)
{
    const struct calibrator none = {.kind = CALIBRATION_NONE};
    double *score = malloc((held->rows + 1) * sizeof *score);
    enum slide_status status;

    *calibrator = none;
    if (!score)
        return slide_out_of_memory(error, (double)held->rows * sizeof *score, "the calibration's scores");
    for (size_t i = 0; i < held->rows; i++)
        score[i] = kind == CALIBRATION_PLATT ? held->logit[i] : net_probability(&none, held->logit[i]);
    if (kind == CALIBRATION_PLATT)
        status = calibrate_platt(score, held->label, NULL, held->rows, calibrator, error);
    else
        status = calibrate_isotonic(score, held->label, NULL, held->rows, calibrator, error);
    free(score);
    return status;
}

enum slide_status net_held_scores(const struct net_held *held, const struct calibrator *calibrator, double threshold,
                                  struct member_scores *scores, double *metric, struct slide_error *error)
{
    const struct sample_table table = {.rows = held->rows, .label = held->label};
    float *estimate = malloc((held->rows + 1) * sizeof *estimate);
    struct subset all = {0};
    enum slide_status status = subset_all(&table, &all, error);

    if (status == SLIDE_OK && !estimate)
        status = slide_out_of_memory(error, (double)held->rows * sizeof *estimate, "the held-out cells' estimates");
    for (size_t i = 0; status == SLIDE_OK && i < held->rows; i++)
        estimate[i] = (float)net_probability(calibrator, held->logit[i]);
    if (status == SLIDE_OK)
        status = scores_of(&table, &all, estimate, scores, error);
    if (status == SLIDE_OK)
        status = cut_scores_of(&table, &all, estimate, threshold, &scores->cut, error);
    if (status == SLIDE_OK && metric)
        status = metrics_of(&table, &all, estimate, false, threshold, metric, error);
    subset_free(&all);
    free(estimate);
    return status;
}

void net_held_free(struct net_held *held)
{
    free(held->logit);
    free(held->label);
    *held = (struct net_held){0};
}
