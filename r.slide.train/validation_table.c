#include "validation_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "learn/validation_json.h"

static FILE *open_text(struct text *text)
{
    FILE *file = open_memstream(&text->bytes, &text->size);

    if (!file)
        G_fatal_error(_("Not enough memory for a table"));
    return file;
}

static bool is_shown(const struct model *model, int metric)
{
    return metric_kinds[metric].quantity == model->recipe.learner->quantity;
}

static void put_number(FILE *file, double value)
{
    if (isfinite(value))
        fprintf(file, ",%.17g", value);
    else
        fprintf(file, ",");
}

struct text fold_table(const struct model *model, const struct validation *validation)
{
    struct text text = {0};
    FILE *file = open_text(&text);

    fprintf(file, "repeat,fold,train_positive,train_negative,test_positive,test_negative,left_out");
    for (int i = 0; i < METRICS; i++)
        if (is_shown(model, i))
            fprintf(file, ",%s", metric_kinds[i].name);
    fprintf(file, "\n");
    for (size_t i = 0; i < validation->results; i++) {
        const struct fold_result *result = &validation->result[i];
        const struct split_counts *counts = &result->counts;

        fprintf(file, "%zu,%zu,%zu,%zu,%zu,%zu,%zu", result->repeat + 1, result->fold + 1, counts->train_positive,
                counts->train_negative, counts->test_positive, counts->test_negative, counts->left_out);
        for (int k = 0; k < METRICS; k++)
            if (is_shown(model, k))
                put_number(file, result->score[k]);
        fprintf(file, "\n");
    }
    fclose(file);
    return text;
}

static const char *tuned_name(const struct model *model, size_t axis)
{
    return model->recipe.learner->parameter[model->tuned.parameter[axis]].name;
}

static void write_tries(FILE *file, const struct model *model, const struct tuning *tuning)
{
    fprintf(file, "try");
    for (size_t k = 0; k < model->tuned.parameters; k++)
        fprintf(file, ",%s", tuned_name(model, k));
    for (int k = 0; k < METRICS; k++)
        if (is_shown(model, k))
            fprintf(file, ",%s_mean,%s_sd", metric_kinds[k].name, metric_kinds[k].name);
    fprintf(file, ",best\n");
    for (size_t i = 0; i < tuning->candidates; i++) {
        const struct tune_candidate *candidate = &tuning->candidate[i];

        fprintf(file, "%zu", i + 1);
        for (size_t k = 0; k < model->tuned.parameters; k++)
            fprintf(file, ",%.15g", candidate->value[k]);
        for (int k = 0; k < METRICS; k++)
            if (is_shown(model, k)) {
                put_number(file, candidate->summary.mean[k]);
                put_number(file, candidate->summary.sd[k]);
            }
        fprintf(file, ",%d\n", i == tuning->best);
    }
}

struct text tune_table(const struct model *model, const struct tuning *tuning, bool json)
{
    struct text text = {0};
    FILE *file = open_text(&text);

    if (json) {
        json_t *tries = tries_to_json(model, tuning);

        json_dumpf(tries, file, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
        fprintf(file, "\n");
        json_decref(tries);
    } else {
        write_tries(file, model, tuning);
    }
    fclose(file);
    return text;
}

bool text_is_json(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot && strcmp(dot, ".json") == 0;
}

void begin_estimates(const struct estimate_table *estimates)
{
    fprintf(estimates->file, "repeat,fold,x,y,label,estimate\n");
}

void write_estimates(const struct estimate_table *estimates, size_t repeat, size_t fold, const struct subset *subset,
                     const float *estimate)
{
    const struct sample_table *table = estimates->table;

    for (size_t i = 0; i < subset->rows; i++) {
        const size_t row = subset->row[i];

        fprintf(estimates->file, "%zu,%zu,%.15g,%.15g,%.9g,%.9g\n", repeat + 1, fold + 1, table->easting[row],
                table->northing[row], (double)table->label[row], (double)estimate[i]);
    }
}

static json_t *fold_to_json(const struct model *model, const struct fold_result *result)
{
    const struct split_counts *counts = &result->counts;
    json_t *json =
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "repeat", (json_int_t)result->repeat + 1, "fold",
                  (json_int_t)result->fold + 1, "train_positive", (json_int_t)counts->train_positive, "train_negative",
                  (json_int_t)counts->train_negative, "test_positive", (json_int_t)counts->test_positive,
                  "test_negative", (json_int_t)counts->test_negative, "left_out", (json_int_t)counts->left_out);

    for (int i = 0; i < METRICS; i++)
        if (is_shown(model, i))
            json_object_set_new(json, metric_kinds[i].name, validation_number(result->score[i]));
    return json;
}

json_t *folds_to_json(const struct model *model, const struct validation *validation)
{
    const struct validation_summary *summary = &validation->summary;
    json_t *folds = json_array();

    for (size_t i = 0; i < validation->results; i++)
        json_array_append_new(folds, fold_to_json(model, &validation->result[i]));
    return json_pack("{s:I, s:I, s:f, s:o, s:o}", "folds", (json_int_t)summary->folds, "repeats",
                     (json_int_t)summary->repeats, "threshold", summary->threshold, "scores",
                     validation_scores(summary, model->recipe.learner->quantity), "by_fold", folds);
}

static json_t *values_to_json(const struct model *model, const struct tune_candidate *candidate)
{
    json_t *json = json_object();

    for (size_t k = 0; k < model->tuned.parameters; k++)
        json_object_set_new(json, tuned_name(model, k), json_real(candidate->value[k]));
    return json;
}

json_t *tries_to_json(const struct model *model, const struct tuning *tuning)
{
    json_t *tries = json_array();

    for (size_t i = 0; i < tuning->candidates; i++)
        json_array_append_new(
            tries, json_pack("{s:o, s:o}", "parameters", values_to_json(model, &tuning->candidate[i]), "scores",
                             validation_scores(&tuning->candidate[i].summary, model->recipe.learner->quantity)));
    return json_pack("{s:s, s:o, s:o}", "score", metric_kinds[tuning->by].name, "best",
                     values_to_json(model, &tuning->candidate[tuning->best]), "tries", tries);
}

/* the mean of one score over one repeat's folds */
static double repeat_mean(const struct validation *validation, size_t repeat, int metric)
{
    const size_t folds = validation->summary.folds;
    double sum = 0.;

    for (size_t fold = 0; fold < folds; fold++)
        sum += validation->result[repeat * folds + fold].score[metric];
    return sum / (double)folds;
}

/* one value for each fold, or of several repeats each one's mean */
static void print_metric(const struct validation *validation, int metric)
{
    const bool repeated = validation->summary.repeats > 1;
    const size_t values = repeated ? validation->summary.repeats : validation->summary.folds;
    const char *name = metric_kinds[metric].name;

    printf("cv_%s_by_%s=", name, repeated ? "repeat" : "fold");
    for (size_t i = 0; i < values; i++)
        printf("%s%.9g", i ? "," : "",
               repeated ? repeat_mean(validation, i, metric) : validation->result[i].score[metric]);
    printf("\ncv_%s_mean=%.9g\ncv_%s_sd=%.9g\n", name, validation->summary.mean[metric], name,
           validation->summary.sd[metric]);
}

static size_t left_out(const struct validation *validation)
{
    size_t most = 0;

    for (size_t i = 0; i < validation->results; i++)
        if (validation->result[i].counts.left_out > most)
            most = validation->result[i].counts.left_out;
    return most;
}

static void print_tries(const struct model *model, const struct tuning *tuning)
{
    const char *score = metric_kinds[tuning->by].name;

    for (size_t i = 0; i < tuning->candidates; i++) {
        printf("tune_%zu=", i + 1);
        for (size_t k = 0; k < model->tuned.parameters; k++)
            printf("%s:%.9g,", tuned_name(model, k), tuning->candidate[i].value[k]);
        printf("%s_mean:%.9g,%s_sd:%.9g\n", score, tuning->candidate[i].summary.mean[tuning->by], score,
               tuning->candidate[i].summary.sd[tuning->by]);
    }
    printf("tune_best=%zu\n", tuning->best + 1);
}

void print_validation(const struct model *model, const struct validation *validation, const struct tuning *tuning)
{
    if (tuning->candidates > 0)
        print_tries(model, tuning);
    if (validation->results == 0)
        return;
    printf("cv_folds=%zu\ncv_repeats=%zu\ncv_most_left_out=%zu\n", validation->summary.folds,
           validation->summary.repeats, left_out(validation));
    for (int i = 0; i < METRICS; i++)
        if (is_shown(model, i))
            print_metric(validation, i);
}
