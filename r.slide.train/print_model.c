#include "print_model.h"

#include <stdio.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>
#include <jansson.h>

#include "grass/fatal.h"
#include "learn/calibrate.h"
#include "learn/class_weight.h"
#include "learn/model_file.h"
#include "learn/model_json.h"
#include "learn/net_learner.h"
#include "net_report.h"
#include "spread.h"

/* nothing where nothing was asked for */
static void print_preparation(const struct recipe *recipe)
{
    char weights[64];

    class_weights_name(recipe, weights, sizeof weights);
    if (recipe->weights != CLASS_WEIGHTS_NONE)
        printf("Weights:     %s, %s\n", weights,
               recipe->keep_weighted ? "left in the probabilities" : "taken out of the probabilities");
    if (recipe->calibration != CALIBRATION_NONE)
        printf("Calibration: %s, in %zu folds\n", calibration_name(recipe->calibration), recipe->calibration_folds);
    printf("Nulls:       what is null in any predictor is left out, and has no estimate\n");
}

/* a published model and a net from elsewhere know no samples */
static bool has_samples(const struct model *model)
{
    return !model->recipe.learner->published && model->recipe.learner != &learner_import;
}

static void print_head(const char *path, const struct model *model)
{
    const struct model_region *region = &model->region;

    printf("Model file:  %s\n", path);
    printf("Checksum:    %s (SHA-256 of its description, which holds those of the learner's files)\n", model->identity);
    printf("Learner:     %s, %s\n", model->recipe.learner->name, model->recipe.learner->description);
    if (has_samples(model))
        printf("Trained on:  %s\n", model->label_map);
    if (model->events < 2 && region->rows > 0)
        printf("Region:      %d rows x %d columns, north %.10g, south %.10g, east %.10g, west %.10g, %s\n",
               region->rows, region->cols, region->north, region->south, region->east, region->west,
               region->projection);
    if (model->mapping.kind == MAPPING_UNITS)
        printf("Samples:     mapping units of <%s>\n", model->mapping.map);
    else if (model->mapping.kind == MAPPING_BLOCKS)
        printf("Samples:     blocks of %d x %d cells\n", model->mapping.rows, model->mapping.cols);
    for (size_t i = 0; i < model->events; i++)
        printf("Event:       %s, %llu landslides and %llu others in its region%s%s\n", model->event[i].name,
               (unsigned long long)model->event[i].positive_available,
               (unsigned long long)model->event[i].negative_available, *model->event[i].projection ? ", " : "",
               model->event[i].projection);
    if (!has_samples(model))
        return;
    printf("Seed:        %llu\n", (unsigned long long)model->recipe.settings.seed);
    printf("Split:       %s, share held out %g\n", split_name(model->split), model->test_share);
    print_preparation(&model->recipe);
}

static void print_parameters(const struct model *model)
{
    const struct learner_parameter *parameter = model->recipe.learner->parameter;

    printf("\nParameters of the learner\n");
    for (size_t i = 0; parameter[i].name; i++)
        printf("  %-20s %-12.9g %s%s\n", parameter[i].name, model->recipe.settings.parameter[i],
               parameter[i].description,
               model->recipe.settings.parameter[i] == parameter[i].standard ? "" : " (not the default)");
}

/* what becomes of a value before the learner sees it */
static const char *transform_text(const struct transform_step *step)
{
    if (step->floor > 0.)
        return step->absolute ? "natural logarithm of the magnitude" : "natural logarithm";
    return step->absolute ? "magnitude" : transform_kind_name(step->kind);
}

static void print_predictors(const struct model *model)
{
    const struct transform *transform = &model->member[model->marked].transform;

    printf("\nPredictors%s\n", has_samples(model) ? ", over the training samples" : "");
    for (size_t i = 0; i < model->recipe.predictors; i++) {
        const struct predictor *predictor = &model->recipe.predictor[i];
        const struct transform_step *step = &transform->step[i];

        printf("  %s: <%s>%s%s, %s", predictor->label, predictor->map, *predictor->title ? ", " : "", predictor->title,
               transform_text(step));
        if (model->recipe.scale != SCALE_NONE && !step->category)
            printf(", %s", scale_name(model->recipe.scale));
        printf("%s%s%s\n", *predictor->units ? ", in " : "", predictor->units,
               predictor->categorical ? ", categories" : "");
        if (step->category) {
            printf("      of");
            for (size_t j = 0; j < step->width; j++)
                printf(" %d", step->category[j]);
            printf("\n");
        } else
            printf("      from %.6g to %.6g, mean %.6g\n", predictor->min, predictor->max, predictor->mean);
    }
}

static void print_wishes(const struct sampling *sampling)
{
    if (sampling->fixed_positive)
        printf("  asked for: %llu landslide cells and %llu others", (unsigned long long)sampling->fixed_positive,
               (unsigned long long)sampling->fixed_negative);
    else if (sampling->negatives_per_positive > 0.)
        printf("  asked for: all landslide cells, %g others for each", sampling->negatives_per_positive);
    else
        printf("  asked for: all cells");
    if (sampling->thinning > 0.)
        printf(", %g m between samples of a class", sampling->thinning);
    if (sampling->buffer_least > 0.)
        printf(", at least %g m from landslides", sampling->buffer_least);
    if (sampling->buffer_most > 0.)
        printf(", at most %g m from landslides", sampling->buffer_most);
    printf("\n");
}

static void print_sampling(const struct sampling *sampling)
{
    printf("\nSampling%s\n", sampling->strata ? ", others by stratum" : "");
    print_wishes(sampling);
    printf("  landslide cells:  %llu of %llu\n", (unsigned long long)sampling->positive,
           (unsigned long long)sampling->positive_available);
    printf("  others:           %llu of %llu", (unsigned long long)sampling->negative,
           (unsigned long long)sampling->negative_available);
    if (sampling->negative_excluded)
        printf(", %llu of them outside the buffer", (unsigned long long)sampling->negative_excluded);
    printf("\n");
    if (sampling->strata)
        printf("  strata (%s):\n", allocation_name(sampling->allocation));
    for (size_t i = 0; i < sampling->strata; i++)
        printf("    %d: %llu of %llu\n", sampling->stratum[i].category, (unsigned long long)sampling->stratum[i].kept,
               (unsigned long long)sampling->stratum[i].available);
    printf("  left out: %llu without a label, %llu in no stratum, %llu null in a predictor, of %llu cells\n",
           (unsigned long long)sampling->label_null, (unsigned long long)sampling->stratum_null,
           (unsigned long long)sampling->predictor_null, (unsigned long long)sampling->cells);
    printf("  prior correction: p = b q / (b q + 1 - q), b = %.9g\n", sampling_ratio(sampling));
    for (size_t i = 0; sampling_knows_strata(sampling) && i < sampling->strata; i++)
        printf("    in stratum %d: b = %.9g\n", sampling->stratum[i].category, sampling_stratum_ratio(sampling, i));
}

static void print_members(const struct model *model)
{
    printf("\nMembers: scores on held-out samples at their own prevalence\n");
    printf("  %6s %11s %9s %9s %9s %9s %9s %11s\n", "member", "seed", "training", "held out", "AUC-ROC", "AUC-PR",
           "Brier", "prevalence");
    for (size_t i = 0; i < model->members; i++) {
        const struct member *member = &model->member[i];
        const struct split_counts *counts = &member->counts;

        printf("%s %6zu %11llu %9zu %9zu", i == model->marked && model->members > 1 ? " *" : "  ", i + 1,
               (unsigned long long)member->seed, counts->train_positive + counts->train_negative,
               counts->test_positive + counts->test_negative);
        if (member->scores.known)
            printf(" %9.5f %9.5f %9.5f %11.5g\n", member->scores.auc_roc, member->scores.auc_pr, member->scores.brier,
                   member->scores.prevalence);
        else
            printf(" %9s %9s %9s %11s\n", "-", "-", "-", "-");
    }
    if (model->members == 1 || !model->member[0].scores.known)
        return;
    printf("  * the member of median AUC-ROC\n");
    for (const struct spread_score *score = spread_scores_of(model); score->name; score++) {
        const struct spread spread = score_spread_of(model, score);

        printf("  %-11s mean %.5f, sd %.5f, min %.5f, median %.5f, max %.5f\n", score->name, spread.mean, spread.sd,
               spread.min, spread.median, spread.max);
    }
}

static void print_json(const struct model *model)
{
    char *text = model_to_json(model);
    json_t *json = text ? json_loads(text, 0, NULL) : NULL;

    free(text);
    if (!json)
        G_fatal_error(_("Not enough memory for the model's description"));
    if (model->members > 1 && model->member[0].scores.known)
        json_object_set_new(json, "scores_spread", spread_scores_to_json(model));
    json_object_set_new(json, "model_sha256", json_string(model->identity));
    text = json_dumps(json, JSON_INDENT(2));
    puts(text);
    free(text);
    json_decref(json);
}

void print_model_file(const char *path, bool json)
{
    struct model model;
    struct slide_error error;

    fatal_unless_ok(model_read_description(path, &model, &error), &error);
    fatal_unless_ok(model_verify(path, &model, &error), &error);
    if (json)
        print_json(&model);
    else {
        print_head(path, &model);
        print_parameters(&model);
        print_predictors(&model);
        if (model.recipe.learner->spatial)
            net_report_section(&model);
        if (has_samples(&model)) {
            print_sampling(&model.member[model.marked].sampling);
            print_members(&model);
        }
    }
    model_free(&model);
}
