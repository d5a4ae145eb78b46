/** What the model goes by: as text, as JSON and as comma-separated values. */
#include <math.h>
#include <stdio.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "checks.h"
#include "report.h"
#include "table_file.h"

static const char *label_of(const struct checks *checks, size_t predictor)
{
    return checks->model.recipe.predictor[predictor].label;
}

void print_checks(const struct checks *checks)
{
    size_t *order;

    if (!checks->loss)
        return;
    order = checks_order(checks);
    printf(_("\nThe model on %zu of the scored cells (%zu others are null in a predictor)\n"), checks->cells.rows,
           checks->without_predictor);
    print_number(_("AUC-ROC"), checks->auc_roc);
    printf("%-24s %12s %12s\n", _("Permutation importance"), _("AUC lost"), _("deviation"));
    for (size_t i = 0; i < checks->cells.predictors; i++) {
        const struct permutation_loss *loss = &checks->loss[order[i]];

        printf("%-24s %12.6f", label_of(checks, order[i]), loss->mean);
        if (isnan(loss->deviation))
            printf(" %12s\n", "-");
        else
            printf(" %12.6f\n", loss->deviation);
    }
    G_free(order);
}

static json_t *json_of_dependence(const struct checks *checks, const struct dependence *one)
{
    json_t *places = json_array();

    for (size_t i = 0; i < one->places; i++)
        json_array_append_new(places,
                              json_pack("{s:o, s:o, s:o, s:o, s:o}", "value", json_number(one->at[i]), "mean",
                                        json_number(one->mean[i]), "p10", json_number(one->quantile[0][i]), "p50",
                                        json_number(one->quantile[1][i]), "p90", json_number(one->quantile[2][i])));
    return json_pack("{s:s, s:o}", "predictor", label_of(checks, one->predictor), "values", places);
}

json_t *json_of_checks(const struct checks *checks)
{
    json_t *importance, *dependence;

    if (!checks->loss)
        return json_null();
    importance = json_array();
    dependence = json_array();
    for (size_t i = 0; i < checks->cells.predictors; i++)
        json_array_append_new(importance, json_pack("{s:s, s:o, s:o}", "predictor", label_of(checks, i), "auc_loss",
                                                    json_number(checks->loss[i].mean), "deviation",
                                                    json_number(checks->loss[i].deviation)));
    for (size_t i = 0; i < checks->dependence_count; i++)
        json_array_append_new(dependence, json_of_dependence(checks, &checks->dependence[i]));
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "model_sha256", checks->model.identity, "cells",
                     json_count(checks->cells.rows), "cells_without_predictor", json_count(checks->without_predictor),
                     "auc_roc", json_number(checks->auc_roc), "permutation_importance", importance,
                     "partial_dependence", dependence);
}

static void write_importance(const struct checks *checks, const char *path)
{
    FILE *file = table_open(path);
    size_t *order = checks_order(checks);

    fprintf(file, "predictor,auc_loss,deviation\n");
    for (size_t i = 0; i < checks->cells.predictors; i++) {
        const double numbers[] = {checks->loss[order[i]].mean, checks->loss[order[i]].deviation};

        fprintf(file, "%s", label_of(checks, order[i]));
        table_numbers(file, numbers, 2);
        fprintf(file, "\n");
    }
    G_free(order);
    table_close(file, path);
}

static void write_curve(FILE *file, const struct checks *checks, const struct dependence *one, const char *curve,
                        const double *value)
{
    for (size_t i = 0; i < one->places; i++) {
        const double numbers[] = {one->at[i], value[i]};

        fprintf(file, "%s,%s", label_of(checks, one->predictor), curve);
        table_numbers(file, numbers, 2);
        fprintf(file, "\n");
    }
}

/* The individual expectations of a few cells, by the cells' numbers in the region. */
static void write_individuals(FILE *file, const struct checks *checks, const struct dependence *one)
{
    double *value = G_malloc(one->places * sizeof *value);
    size_t count, *shown = checks_shown(checks, &count);
    char curve[40];

    for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; i < one->places; i++)
            value[i] = one->expectation[i * checks->cells.rows + shown[k]];
        snprintf(curve, sizeof curve, "cell %llu", (unsigned long long)checks->cells.cell[shown[k]]);
        write_curve(file, checks, one, curve, value);
    }
    G_free(shown);
    G_free(value);
}

static void write_dependence(const struct checks *checks, const char *path)
{
    static const char *const quantiles[CHECK_QUANTILES] = {"p10", "p50", "p90"};
    FILE *file = table_open(path);

    fprintf(file, "predictor,curve,value,estimate\n");
    for (size_t i = 0; i < checks->dependence_count; i++) {
        const struct dependence *one = &checks->dependence[i];

        write_curve(file, checks, one, "mean", one->mean);
        for (int q = 0; q < CHECK_QUANTILES; q++)
            write_curve(file, checks, one, quantiles[q], one->quantile[q]);
        write_individuals(file, checks, one);
    }
    table_close(file, path);
}

void checks_write(const struct checks *checks)
{
    if (checks->options->importance_path)
        write_importance(checks, checks->options->importance_path);
    if (checks->options->dependence_path)
        write_dependence(checks, checks->options->dependence_path);
}
