#include "learn/piece.h"

#include <math.h>
#include <stdlib.h>

#include "learn/class_weight.h"
#include "learn/fold.h"

#define BLOCK_ROWS 8192 /* of a second estimate beside the caller's */

/* a score of log odds: never infinite, where trees say 0 or 1 */
#define LEAST_PROBABILITY 1e-6

/* some samples as the learner takes them; what data points at is owned */
struct part {
    float *feature;
    float *label;
    float *weight; /* NULL without class weights */
    struct learner_data data;
};

static void part_free(struct part *part)
{
    free(part->feature);
    free(part->label);
    free(part->weight);
    *part = (struct part){0};
}

static enum slide_status part_take(const struct transform *transform, const struct sample_table *table,
                                   const struct subset *subset, char **names, struct part *part,
                                   struct slide_error *error)
{
    const size_t rows = subset->rows, features = transform->features;

    *part = (struct part){.feature = malloc((rows * features + 1) * sizeof *part->feature),
                          .label = malloc((rows + 1) * sizeof *part->label)};
    if (!part->feature || !part->label) {
        part_free(part);
        return slide_out_of_memory(error, (double)rows * (features + 1) * sizeof(float), "the transformed samples");
    }
    for (size_t i = 0; i < rows; i++) {
        transform_apply(transform, table->value + subset->row[i] * table->predictors, 1, part->feature + i * features,
                        NULL);
        part->label[i] = table->label[subset->row[i]];
    }
    part->data = (struct learner_data){.value = part->feature,
                                       .label = part->label,
                                       .name = (const char *const *)names,
                                       .rows = rows,
                                       .features = features};
    return SLIDE_OK;
}

static enum slide_status part_weigh(const struct recipe *recipe, struct part *part, struct slide_error *error)
{
    const size_t rows = part->data.rows;
    size_t positives = 0;
    double weight[2];

    if (recipe->weights == CLASS_WEIGHTS_NONE)
        return SLIDE_OK;
    part->weight = malloc((rows + 1) * sizeof *part->weight);
    if (!part->weight)
        return slide_out_of_memory(error, (double)rows * sizeof *part->weight, "the samples' weights");
    for (size_t i = 0; i < rows; i++)
        positives += part->label[i] > 0.f;
    class_weights_of(recipe, rows - positives, positives, weight);
    for (size_t i = 0; i < rows; i++)
        part->weight[i] = (float)weight[part->label[i] > 0.f];
    part->data.weight = part->weight;
    part->data.keep_weighted = recipe->keep_weighted;
    return SLIDE_OK;
}

/* the samples that a fit is of, and those that early stopping goes by */
struct fit_samples {
    const struct sample_table *table;
    const struct subset *train;
    const struct subset *validation; /* may be NULL */
    char **names;
};

static enum slide_status fit_learner(const struct recipe *recipe, const struct transform *transform,
                                     const struct fit_samples *samples, struct piece *piece, struct slide_error *error)
{
    struct part seen, held = {0};
    enum slide_status status = part_take(transform, samples->table, samples->train, samples->names, &seen, error);

    if (status != SLIDE_OK)
        return status;
    status = part_weigh(recipe, &seen, error);
    if (status == SLIDE_OK && samples->validation)
        status = part_take(transform, samples->table, samples->validation, samples->names, &held, error);
    if (status == SLIDE_OK)
        status = recipe->learner->fit(&seen.data, samples->validation ? &held.data : NULL, &recipe->settings,
                                      &piece->fitted, error);
    part_free(&held);
    part_free(&seen);
    return status;
}

/* what a calibration goes by: probabilities, or for a sigmoid their log odds */
static double score_of(enum calibration_kind kind, float estimate)
{
    const double p = fmin(fmax(estimate, LEAST_PROBABILITY), 1. - LEAST_PROBABILITY);

    return kind == CALIBRATION_PLATT ? log(p / (1. - p)) : estimate;
}

static enum slide_status calibrate(const struct recipe *recipe, const struct part *held, const float *estimate,
                                   double *score, struct piece *piece, struct slide_error *error)
{
    for (size_t i = 0; i < held->data.rows; i++)
        score[i] = score_of(recipe->calibration, estimate[i]);
    if (recipe->calibration == CALIBRATION_PLATT)
        return calibrate_platt(score, held->label, NULL, held->data.rows, &piece->calibrator, error);
    return calibrate_isotonic(score, held->label, NULL, held->data.rows, &piece->calibrator, error);
}

static enum slide_status calibrate_piece(const struct recipe *recipe, const struct transform *transform,
                                         const struct fit_samples *samples, const struct subset *fold,
                                         struct piece *piece, struct slide_error *error)
{
    struct part held;
    float *estimate = malloc((fold->rows + 1) * sizeof *estimate);
    double *score = malloc((fold->rows + 1) * sizeof *score);
    enum slide_status status = part_take(transform, samples->table, fold, samples->names, &held, error);

    if (status == SLIDE_OK && (!estimate || !score))
        status = slide_out_of_memory(error, (double)fold->rows * sizeof *score, "the calibration's scores");
    if (status == SLIDE_OK)
        status =
            recipe->learner->predict(piece->fitted, held.feature, fold->rows, transform->features, estimate, error);
    if (status == SLIDE_OK)
        status = calibrate(recipe, &held, estimate, score, piece, error);
    part_free(&held);
    free(estimate);
    free(score);
    return status;
}

/* flags of the rows of `train` that are in a fold */
static void flag_fold(const unsigned char *fold, size_t rows, size_t wanted, unsigned char *flag)
{
    for (size_t i = 0; i < rows; i++)
        flag[i] = fold[i] == wanted;
}

static enum slide_status fit_piece_of_fold(const struct recipe *recipe, const struct transform *transform,
                                           const struct fit_samples *samples, const unsigned char *flag,
                                           struct piece *piece, struct slide_error *error)
{
    struct subset others = {0}, fold = {0};
    struct fit_samples part = *samples;
    enum slide_status status = subset_where(samples->train, flag, 0, &others, error);

    part.train = &others;
    if (status == SLIDE_OK)
        status = subset_where(samples->train, flag, 1, &fold, error);
    if (status == SLIDE_OK)
        status = fit_learner(recipe, transform, &part, piece, error);
    if (status == SLIDE_OK)
        status = calibrate_piece(recipe, transform, samples, &fold, piece, error);
    subset_free(&others);
    subset_free(&fold);
    return status;
}

/* @param[out] fold  [train->rows] */
static enum slide_status draw_folds(const struct recipe *recipe, const struct fit_samples *samples, unsigned char *fold,
                                    struct slide_error *error)
{
    const size_t rows = samples->train->rows;
    float *label = malloc((rows + 1) * sizeof *label);
    uint64_t *cell = malloc((rows + 1) * sizeof *cell);
    enum slide_status status;

    for (size_t i = 0; label && cell && i < rows; i++) {
        label[i] = samples->table->label[samples->train->row[i]];
        cell[i] = samples->table->cell[samples->train->row[i]];
    }
    status = label && cell
                 ? fold_samples(label, cell, rows, recipe->calibration_folds, recipe->settings.seed, fold, error)
                 : slide_out_of_memory(error, (double)rows * sizeof *cell, "the folds");
    free(label);
    free(cell);
    return status;
}

static enum slide_status fit_folds(const struct recipe *recipe, const struct fit_samples *samples,
                                   struct member *member, struct slide_error *error)
{
    const size_t rows = samples->train->rows;
    unsigned char *fold = malloc(2 * rows + 1);
    enum slide_status status;

    if (!fold)
        return slide_out_of_memory(error, 2. * rows, "the folds");
    status = draw_folds(recipe, samples, fold, error);
    for (size_t i = 0; i < member->pieces && status == SLIDE_OK; i++) {
        flag_fold(fold, rows, i, fold + rows);
        status = fit_piece_of_fold(recipe, &member->transform, samples, fold + rows, &member->piece[i], error);
    }
    free(fold);
    return status;
}

enum slide_status pieces_new(size_t pieces, struct member *member, struct slide_error *error)
{
    member->piece = calloc(pieces, sizeof *member->piece);
    if (!member->piece)
        return slide_out_of_memory(error, (double)pieces * sizeof *member->piece, "the learner's states");
    member->pieces = pieces;
    return SLIDE_OK;
}

enum slide_status pieces_fit(const struct recipe *recipe, const struct sample_table *table, const struct subset *train,
                             const struct subset *validation, char **names, struct member *member,
                             struct slide_error *error)
{
    const struct fit_samples samples = {table, train, validation, names};
    const bool folds = recipe->calibration != CALIBRATION_NONE;
    const size_t positives = subset_positives(table, train);
    enum slide_status status = pieces_new(folds ? recipe->calibration_folds : 1, member, error);
    double weight[2];

    class_weights_of(recipe, train->rows - positives, positives, weight);
    member->weight_ratio = weight[1] / weight[0];
    if (status == SLIDE_OK)
        status = folds ? fit_folds(recipe, &samples, member, error)
                       : fit_learner(recipe, &member->transform, &samples, &member->piece[0], error);
    return status;
}

/* what a piece's estimates mean; adds `share` of it to the sum */
static void add_calibrated(const struct piece *piece, const float *raw, size_t rows, double share, float *sum)
{
    for (size_t i = 0; i < rows; i++)
        sum[i] += (float)(share * calibrated(&piece->calibrator, score_of(piece->calibrator.kind, raw[i])));
}

static enum slide_status estimate_block(const struct recipe *recipe, const struct member *member, const float *feature,
                                        size_t rows, float *raw, float *estimate, struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    for (size_t i = 0; i < rows; i++)
        estimate[i] = 0.f;
    for (size_t i = 0; i < member->pieces && status == SLIDE_OK; i++) {
        status =
            recipe->learner->predict(member->piece[i].fitted, feature, rows, member->transform.features, raw, error);
        if (status == SLIDE_OK)
            add_calibrated(&member->piece[i], raw, rows, 1. / (double)member->pieces, estimate);
    }
    return status;
}

static enum slide_status estimate_calibrated(const struct recipe *recipe, const struct member *member,
                                             const float *feature, size_t rows, float *estimate,
                                             struct slide_error *error)
{
    const size_t features = member->transform.features, most = rows < BLOCK_ROWS ? rows : BLOCK_ROWS;
    float *raw = malloc((most + 1) * sizeof *raw);
    enum slide_status status = SLIDE_OK;

    if (!raw)
        return slide_out_of_memory(error, (double)most * sizeof *raw, "estimates");
    for (size_t first = 0; first < rows && status == SLIDE_OK; first += most) {
        const size_t count = rows - first < most ? rows - first : most;

        status = estimate_block(recipe, member, feature + first * features, count, raw, estimate + first, error);
    }
    free(raw);
    return status;
}

enum slide_status pieces_estimate(const struct recipe *recipe, const struct member *member, const float *feature,
                                  size_t rows, float *estimate, struct slide_error *error)
{
    const bool weighted =
        recipe->weights != CLASS_WEIGHTS_NONE && !recipe->keep_weighted && !recipe->learner->unweights;
    enum slide_status status;

    if (recipe->calibration != CALIBRATION_NONE)
        return estimate_calibrated(recipe, member, feature, rows, estimate, error);
    status =
        recipe->learner->predict(member->piece[0].fitted, feature, rows, member->transform.features, estimate, error);
    for (size_t i = 0; weighted && status == SLIDE_OK && i < rows; i++)
        estimate[i] = (float)unweighted(estimate[i], member->weight_ratio);
    return status;
}

void pieces_forget(const struct recipe *recipe, struct member *member)
{
    for (size_t i = 0; i < member->pieces; i++) {
        if (member->piece[i].fitted)
            recipe->learner->free(member->piece[i].fitted);
        member->piece[i].fitted = NULL;
    }
}

void pieces_free(const struct recipe *recipe, struct member *member)
{
    pieces_forget(recipe, member);
    for (size_t i = 0; i < member->pieces; i++)
        calibrator_free(&member->piece[i].calibrator);
    free(member->piece);
    member->piece = NULL;
    member->pieces = 0;
}
