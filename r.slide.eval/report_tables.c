/** Scores of several maps in the layouts that landslide papers print. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "tables.h"

/* One number of a map at its first threshold. */
typedef double (*table_value)(const struct map_scores *scores);

struct table_column {
    const char *name;
    table_value value;
};

static double auc_roc(const struct map_scores *scores)
{
    return scores->ranking.auc_roc;
}

static double average_precision(const struct map_scores *scores)
{
    return scores->ranking.average_precision;
}

static double brier(const struct map_scores *scores)
{
    return scores->brier.score;
}

static double critical_success(const struct map_scores *scores)
{
    return scores->cuts[0].ratios.critical_success;
}

static double accuracy(const struct map_scores *scores)
{
    return scores->cuts[0].ratios.accuracy;
}

static double precision(const struct map_scores *scores)
{
    return scores->cuts[0].ratios.precision;
}

static double recall(const struct map_scores *scores)
{
    return scores->cuts[0].ratios.recall;
}

static double f1(const struct map_scores *scores)
{
    return scores->cuts[0].ratios.f1;
}

static double specificity(const struct map_scores *scores)
{
    return scores->cuts[0].ratios.specificity;
}

static double false_alarm_rate(const struct map_scores *scores)
{
    return scores->cuts[0].ratios.false_alarm_rate;
}

static double miss_rate(const struct map_scores *scores)
{
    return scores->cuts[0].ratios.miss_rate;
}

/* Shares of what is predicted: of the columns. */
static double negative_predictive(const struct map_scores *scores)
{
    return confusion_shares(&scores->cuts[0].confusion, WHOLE_COLUMN).true_negatives;
}

static double false_discovery(const struct map_scores *scores)
{
    return confusion_shares(&scores->cuts[0].confusion, WHOLE_COLUMN).false_positives;
}

static double false_omission(const struct map_scores *scores)
{
    return confusion_shares(&scores->cuts[0].confusion, WHOLE_COLUMN).false_negatives;
}

/* A layout: one line for each map, or with `maps_across` one column. */
struct table_layout {
    const char *name;
    const char *description;
    const char *heading; /* of the maps */
    int decimals;
    int maps_across;
    bool with_training;                 /* a table of the training cells first, where the test map tells them */
    const struct table_column *columns; /* ended by {NULL, NULL} */
};

static const struct table_column ranking_columns[] = {
    {"AUC-ROC", auc_roc}, {"AUC-PR", average_precision}, {"CSI", critical_success}, {"Brier", brier}, {NULL, NULL}};

static const struct table_column classification_columns[] = {{"Accuracy", accuracy}, {"Precision", precision},
                                                             {"Recall", recall},     {"F1 score", f1},
                                                             {"AUC", auc_roc},       {NULL, NULL}};

static const struct table_column confusion_columns[] = {{"TP (of landslides)", recall},
                                                        {"TN (of the others)", specificity},
                                                        {"FP (of the others)", false_alarm_rate},
                                                        {"FN (of landslides)", miss_rate},
                                                        {"Sensitivity", recall},
                                                        {"Specificity", specificity},
                                                        {"Accuracy", accuracy},
                                                        {"AUC", auc_roc},
                                                        {NULL, NULL}};

static const struct table_column by_prediction_columns[] = {{"TP (of predicted 1)", precision},
                                                            {"TN (of predicted 0)", negative_predictive},
                                                            {"FP (of predicted 1)", false_discovery},
                                                            {"FN (of predicted 0)", false_omission},
                                                            {"Sensitivity", recall},
                                                            {"Specificity", specificity},
                                                            {"Accuracy", accuracy},
                                                            {"AUC", auc_roc},
                                                            {NULL, NULL}};

static const struct table_layout layouts[] = {
    {"ranking", "a line for each map: AUC-ROC, AUC-PR, CSI, Brier", "Model", 4, 0, false, ranking_columns},
    {"classification", "a line for each map: accuracy, precision, recall, F1, AUC", "Model", 3, 0, false,
     classification_columns},
    {"confusion",
     "a column for each map: TP, TN, FP, FN as shares of their row of the truth, sensitivity, specificity, accuracy, "
     "AUC, with test= of training and of validation",
     "Index", 3, 1, true, confusion_columns},
    {"confusion_by_prediction",
     "the same, but TP, TN, FP, FN as shares of what is predicted, which change with the prevalence", "Index", 3, 1,
     true, by_prediction_columns},
    {NULL, NULL, NULL, 0, 0, false, NULL},
};

void table_layouts_offer(struct Option *option)
{
    for (const struct table_layout *layout = layouts; layout->name; layout++)
        option_add_choice(option, layout->name, layout->description);
}

static void print_cell(double value, int decimals, int width)
{
    if (isnan(value))
        printf(" %*s", width, "-");
    else
        printf(" %*.*f", width, decimals, value);
}

/* The map's name without its mapset; to the left when the width is negative. */
static void print_name(const char *map, int width)
{
    printf("%*.*s", width, (int)strcspn(map, "@"), map);
}

/* What stands before the slash of a name, which is left out where it is that of the map before, and what behind it */
static void print_name_and_features(const struct maps *maps, int map, int width)
{
    const char *name = maps->names[map];
    const int model = (int)strcspn(name, "/");
    const bool again =
        map > 0 && (int)strcspn(maps->names[map - 1], "/") == model && strncmp(maps->names[map - 1], name, model) == 0;

    printf("%-*.*s %-*s", width, again ? 0 : model, name, width, name[model] ? name + model + 1 : "");
}

static bool have_features(const struct maps *maps)
{
    for (int i = 0; i < maps->count; i++)
        if (strchr(maps->names[i], '/'))
            return true;
    return false;
}

static int width_of_names(const struct maps *maps, int least)
{
    int width = least;

    for (int i = 0; i < maps->count; i++) {
        const int length = (int)strcspn(maps->names[i], "@");

        width = length > width ? length : width;
    }
    return width;
}

static void print_maps_down(const struct table_layout *layout, const struct maps *maps, const struct map_scores *scores)
{
    const int width = width_of_names(maps, 12);
    const bool features = have_features(maps);

    printf("%-*s", width, layout->heading);
    if (features)
        printf(" %-*s", width, "Feature set");
    for (const struct table_column *column = layout->columns; column->name; column++)
        printf(" %10s", column->name);
    printf("\n");
    for (int i = 0; i < maps->count; i++) {
        if (features)
            print_name_and_features(maps, i, width);
        else
            print_name(maps->names[i], -width);
        for (const struct table_column *column = layout->columns; column->name; column++)
            print_cell(column->value(&scores[i]), layout->decimals, 10);
        printf("\n");
    }
}

static void print_maps_across(const struct table_layout *layout, const struct maps *maps,
                              const struct map_scores *scores)
{
    const int width = width_of_names(maps, 9);

    printf("%-20s", layout->heading);
    for (int i = 0; i < maps->count; i++)
        print_name(maps->names[i], width + 1);
    printf("\n");
    for (const struct table_column *column = layout->columns; column->name; column++) {
        printf("%-20s", column->name);
        for (int i = 0; i < maps->count; i++)
            print_cell(column->value(&scores[i]), layout->decimals, width);
        printf("\n");
    }
}

/* The layout of that name, which G_parser has let in. */
static const struct table_layout *layout_of(const char *name)
{
    const struct table_layout *layout = layouts;

    while (layout->name && strcmp(layout->name, name) != 0)
        layout++;
    return layout;
}

bool table_has_training(const char *name)
{
    return name && layout_of(name)->with_training;
}

/* One part's table, and what it is of. */
static void print_part(const struct table_layout *layout, const struct findings *findings,
                       const struct cell_counts *counts, const struct map_scores *scores)
{
    const size_t cells = counts->positives + counts->negatives;

    if (layout->maps_across)
        print_maps_across(layout, findings->maps, scores);
    else
        print_maps_down(layout, findings->maps, scores);
    printf(_("Threshold %.9g; %zu cells, the same for every map; prevalence %.9g\n"), findings->options->thresholds[0],
           cells, (double)counts->positives / (double)cells);
}

void report_table(const char *name, const struct findings *findings, const struct training *training)
{
    const struct table_layout *layout = layout_of(name);

    if (training->scores) {
        printf(_("Training: cells that are 0 in <%s>\n"), findings->maps->test);
        print_part(layout, findings, &training->counts, training->scores);
        printf(_("\nValidation: cells that are neither 0 nor null in <%s>\n"), findings->maps->test);
    }
    print_part(layout, findings, findings->counts, findings->scores);
}
