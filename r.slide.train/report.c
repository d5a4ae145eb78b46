/** What training prints, from one table of names and values for both formats. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>
#include <jansson.h>

#include "coefficients.h"
#include "learn/net_learner.h"
#include "net_report.h"
#include "report.h"
#include "spread.h"
#include "validation_table.h"

#define MOST_LINES 40
#define SCORES 4 /* those of every learner */

struct line {
    const char *name;
    double value;
    bool count; /* a whole number */
};

static int collect_cut(const struct cut_scores *cut, struct line *line)
{
    const struct line all[] = {
        {"threshold", cut->threshold, false},
        {"test_accuracy", cut->accuracy, false},
        {"test_precision", cut->precision, false},
        {"test_recall", cut->recall, false},
        {"test_specificity", cut->specificity, false},
        {"test_f1", cut->f1, false},
        {"test_csi", cut->csi, false},
    };

    memcpy(line, all, sizeof all);
    return (int)(sizeof all / sizeof *all);
}

static int collect_quantity(const struct quantity_scores *quantity, struct line *line)
{
    const struct line all[] = {
        {"test_r2", quantity->r2, false},
        {"test_explained", quantity->explained, false},
        {"test_rmse", quantity->rmse, false},
        {"test_mae", quantity->mae, false},
        {"truth_threshold", quantity->threshold, false},
        {"test_auc_above", quantity->auc_above, false},
    };

    memcpy(line, all, sizeof all);
    return (int)(sizeof all / sizeof *all);
}

static int collect(const struct model *model, struct line *line)
{
    const struct sampling *sampling = &model->member[model->marked].sampling;
    const struct split_counts *split = &model->member[model->marked].counts;
    const struct member_scores *scores = &model->member[model->marked].scores;
    const struct line all[] = {
        {model->mapping.kind == MAPPING_CELLS ? "cells" : "units", (double)sampling->cells, true},
        {"label_null", (double)sampling->label_null, true},
        {"stratum_null", (double)sampling->stratum_null, true},
        {"predictor_null", (double)sampling->predictor_null, true},
        {"positive_available", (double)sampling->positive_available, true},
        {"positive", (double)sampling->positive, true},
        {"negative_available", (double)sampling->negative_available, true},
        {"negative_excluded", (double)sampling->negative_excluded, true},
        {"negative", (double)sampling->negative, true},
        {"positive_fraction", sampling_positive_fraction(sampling), false},
        {"negative_fraction", sampling_negative_fraction(sampling), false},
        {"train_positive", (double)split->train_positive, true},
        {"train_negative", (double)split->train_negative, true},
        {"test_positive", (double)split->test_positive, true},
        {"test_negative", (double)split->test_negative, true},
        {"left_out", (double)split->left_out, true},
        {"test_prevalence", scores->prevalence, false},
        {"test_auc_roc", scores->auc_roc, false},
        {"test_auc_pr", scores->auc_pr, false},
        {"test_brier", scores->brier, false},
    };
    const int count = (int)(sizeof all / sizeof *all) - (scores->known ? 0 : SCORES);

    if (model->recipe.learner == &learner_import) /* what it has learnt from is not known */
        return 0;
    memcpy(line, all, (size_t)count * sizeof *line);
    if (scores->known && scores->cut.known)
        return count + collect_cut(&scores->cut, line + count);
    if (scores->known && scores->quantity.known) /* a quantity has no Brier score */
        return count - 1 + collect_quantity(&scores->quantity, line + count - 1);
    return count;
}

static void print_plain(const struct model *model, const struct validation_outcome *outcome, const struct line *line,
                        int count)
{
    printf("method=%s\n", model->recipe.learner->name);
    for (int i = 0; i < count; i++) {
        if (line[i].count)
            printf("%s=%.0f\n", line[i].name, line[i].value);
        else
            printf("%s=%.9g\n", line[i].name, line[i].value);
    }
    if (model->recipe.learner->spatial)
        net_report_lines(model);
    print_validation(model, &outcome->validation, &outcome->tuning);
    coefficients_print(model);
    print_spread(model);
    printf("model_sha256=%s\n", model->identity);
}

static void print_json(const struct model *model, const struct validation_outcome *outcome,
                       const struct inspection *inspection, const struct line *line, int count)
{
    json_t *json = json_object();
    char *text;

    json_object_set_new(json, "method", json_string(model->recipe.learner->name));
    for (int i = 0; i < count; i++)
        json_object_set_new(json, line[i].name,
                            line[i].count          ? json_integer((json_int_t)line[i].value)
                            : isnan(line[i].value) ? json_null()
                                                   : json_real(line[i].value));
    if (model->recipe.learner->spatial)
        net_report_json(model, json);
    if (outcome->tuning.candidates > 0)
        json_object_set_new(json, "tuning", tries_to_json(model, &outcome->tuning));
    if (outcome->validation.results > 0)
        json_object_set_new(json, "cross_validation", folds_to_json(model, &outcome->validation));
    coefficients_to_json(model, json);
    spread_to_json(model, json);
    json_object_set_new(json, "model_sha256", json_string(model->identity));
    inspection_add_json(inspection, model, json);
    text = json_dumps(json, JSON_INDENT(2));
    puts(text);
    free(text);
    json_decref(json);
}

void print_report(const struct model *model, const struct validation_outcome *outcome,
                  const struct inspection *inspection, bool json)
{
    struct line line[MOST_LINES];
    const int count = collect(model, line);

    if (json)
        print_json(model, outcome, inspection, line, count);
    else {
        print_plain(model, outcome, line, count);
        inspection_print(inspection, model);
    }
    if (model->member[model->marked].scores.known && !model->recipe.learner->spatial)
        G_message(_("The scores are those of the held-out samples at their own prevalence (%.3g), which the sampling "
                    "made; r.slide.eval scores maps at the region's."),
                  model->member[model->marked].scores.prevalence);
}
