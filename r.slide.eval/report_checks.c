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

/* The scores in the order in which they are shown. */
static const struct {
    enum held_score score;
    const char *title;
} shown[HELD_SCORES] = {{HELD_AUC_ROC, "AUC-ROC"}, {HELD_AUC_PR, "AUC-PR"}, {HELD_BRIER, "Brier"}};

static void print_loss(double loss)
{
    if (isnan(loss))
        printf(" %10s", "-");
    else
        printf(" %10.6f", loss);
}

static void print_importance(const struct checks *checks)
{
    size_t *order = checks_order(checks);

    printf("\n%-24s", _("Permutation importance"));
    for (int s = 0; s < HELD_SCORES; s++)
        printf(" %10s %10s", shown[s].title, _("deviation"));
    printf("\n");
    for (size_t i = 0; i < checks->cells.predictors; i++) {
        const struct held_spread *loss = &checks->loss[order[i] * HELD_SCORES];

        printf("%-24s", label_of(checks, order[i]));
        for (int s = 0; s < HELD_SCORES; s++) {
            print_loss(loss[shown[s].score].mean);
            print_loss(loss[shown[s].score].sd);
        }
        printf("\n");
    }
    G_free(order);
}

static void print_left_out(const struct checks *checks)
{
    size_t *order = checks_left_out_order(checks);

    printf("\n%-24s %-32s %-32s\n%-24s", _("Ablation, not refitted"), _("replaced by typical values"),
           _("permuted together"), "");
    for (int how = 0; how < 2; how++)
        for (int s = 0; s < HELD_SCORES; s++)
            printf(" %10s", shown[s].title);
    printf("\n");
    for (size_t i = 0; i < checks->items.count; i++) {
        const struct left_out *left_out = &checks->left_out[order[i]];

        printf("%-24s", left_out->group->name);
        for (int s = 0; s < HELD_SCORES; s++)
            print_loss(left_out->replaced[shown[s].score]);
        for (int s = 0; s < HELD_SCORES; s++)
            print_loss(left_out->permuted[shown[s].score].mean);
        printf("\n");
    }
    printf("%s\n", _("The model was not trained anew: for that, see ablation= of r.slide.train."));
    G_free(order);
}

void print_checks(const struct checks *checks)
{
    if (!checks->loss)
        return;
    printf(_("\nThe model on %zu of the scored cells (%zu others are null in a predictor)\n"), checks->cells.rows,
           checks->without_predictor);
    for (int s = 0; s < HELD_SCORES; s++)
        print_number(shown[s].title, checks->score[shown[s].score]);
    printf("%s\n", _("What is lost of them; of the Brier score, by how much it rises:"));
    print_importance(checks);
    print_left_out(checks);
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

static void set_score(json_t *object, enum held_score score, const char *ending, double value)
{
    char name[40];

    snprintf(name, sizeof name, "%s%s", held_score_kinds(false)[score].name, ending);
    json_object_set_new(object, name, json_number(value));
}

/* Means and deviations of the repeats. */
static void set_spreads(json_t *object, const struct held_spread *loss)
{
    for (int s = 0; s < HELD_SCORES; s++) {
        set_score(object, shown[s].score, "_loss", loss[shown[s].score].mean);
        set_score(object, shown[s].score, "_deviation", loss[shown[s].score].sd);
    }
}

static json_t *json_of_importance(const struct checks *checks)
{
    json_t *array = json_array();

    for (size_t i = 0; i < checks->cells.predictors; i++) {
        json_t *object = json_pack("{s:s, s:o}", "predictor", label_of(checks, i), "typical",
                                   json_number(checks->model.recipe.predictor[i].typical));

        set_spreads(object, &checks->loss[i * HELD_SCORES]);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_of_left_out(const struct checks *checks, const struct left_out *left_out)
{
    json_t *predictors = json_array(), *replaced = json_object(), *permuted = json_object();

    for (size_t i = 0; i < left_out->group->count; i++)
        json_array_append_new(predictors, json_string(label_of(checks, left_out->group->member[i])));
    for (int s = 0; s < HELD_SCORES; s++)
        set_score(replaced, shown[s].score, "_loss", left_out->replaced[shown[s].score]);
    set_spreads(permuted, left_out->permuted);
    return json_pack("{s:s, s:o, s:o, s:o}", "group", left_out->group->name, "predictors", predictors, "replaced",
                     replaced, "permuted", permuted);
}

json_t *json_of_checks(const struct checks *checks)
{
    json_t *object, *left_out, *dependence;

    if (!checks->loss)
        return json_null();
    left_out = json_array();
    dependence = json_array();
    for (size_t i = 0; i < checks->items.count; i++)
        json_array_append_new(left_out, json_of_left_out(checks, &checks->left_out[i]));
    for (size_t i = 0; i < checks->dependence_count; i++)
        json_array_append_new(dependence, json_of_dependence(checks, &checks->dependence[i]));
    object =
        json_pack("{s:s, s:o, s:o}", "model_sha256", checks->model.identity, "cells", json_count(checks->cells.rows),
                  "cells_without_predictor", json_count(checks->without_predictor));
    for (int s = 0; s < HELD_SCORES; s++)
        set_score(object, shown[s].score, "", checks->score[shown[s].score]);
    json_object_set_new(object, "permutation_importance", json_of_importance(checks));
    json_object_set_new(object, "ablation_without_refitting", left_out);
    json_object_set_new(object, "partial_dependence", dependence);
    return object;
}

static void write_head(FILE *file, const char *first, const char *const *how, int hows)
{
    fprintf(file, "%s", first);
    for (int k = 0; k < hows; k++)
        for (int s = 0; s < HELD_SCORES; s++)
            fprintf(file, ",%s%s", held_score_kinds(false)[shown[s].score].name, how[k]);
    fprintf(file, "\n");
}

static void write_importance(const struct checks *checks, const char *path)
{
    static const char *const how[] = {"_loss", "_deviation"};
    FILE *file = table_open(path);
    size_t *order = checks_order(checks);

    write_head(file, "predictor", how, 2);
    for (size_t i = 0; i < checks->cells.predictors; i++) {
        const struct held_spread *loss = &checks->loss[order[i] * HELD_SCORES];

        fprintf(file, "%s", label_of(checks, order[i]));
        for (int s = 0; s < HELD_SCORES; s++)
            table_numbers(file, &loss[shown[s].score].mean, 1);
        for (int s = 0; s < HELD_SCORES; s++)
            table_numbers(file, &loss[shown[s].score].sd, 1);
        fprintf(file, "\n");
    }
    G_free(order);
    table_close(file, path);
}

static void write_left_out(const struct checks *checks, const char *path)
{
    static const char *const how[] = {"_replaced_loss", "_permuted_loss", "_permuted_deviation"};
    FILE *file = table_open(path);
    size_t *order = checks_left_out_order(checks);

    write_head(file, "group,predictors", how, 3);
    for (size_t i = 0; i < checks->items.count; i++) {
        const struct left_out *left_out = &checks->left_out[order[i]];

        fprintf(file, "%s,", left_out->group->name);
        for (size_t k = 0; k < left_out->group->count; k++)
            fprintf(file, "%s%s", k > 0 ? " " : "", label_of(checks, left_out->group->member[k]));
        for (int s = 0; s < HELD_SCORES; s++)
            table_numbers(file, &left_out->replaced[shown[s].score], 1);
        for (int s = 0; s < HELD_SCORES; s++)
            table_numbers(file, &left_out->permuted[shown[s].score].mean, 1);
        for (int s = 0; s < HELD_SCORES; s++)
            table_numbers(file, &left_out->permuted[shown[s].score].sd, 1);
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
    if (checks->options->ablation_path)
        write_left_out(checks, checks->options->ablation_path);
    if (checks->options->importance_path)
        write_importance(checks, checks->options->importance_path);
    if (checks->options->dependence_path)
        write_dependence(checks, checks->options->dependence_path);
}
