/** Scores of several maps in the layouts that landslide papers print. */
#include <math.h>
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

/* A layout: one line for each map, or with `maps_across` one column. */
struct table_layout {
    const char *name;
    const char *description;
    const char *heading; /* of the maps */
    int decimals;
    int maps_across;
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

static const struct table_layout layouts[] = {
    {"ranking", "a line for each map: AUC-ROC, AUC-PR, CSI, Brier", "Model", 4, 0, ranking_columns},
    {"classification", "a line for each map: accuracy, precision, recall, F1, AUC", "Model", 3, 0,
     classification_columns},
    {"confusion",
     "a column for each map: TP, TN, FP, FN as shares of their row of the truth, sensitivity, specificity, accuracy, "
     "AUC",
     "Index", 3, 1, confusion_columns},
    {NULL, NULL, NULL, 0, 0, NULL},
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

static int width_of_names(const struct maps *maps, int least)
{
    int width = least;

    for (int i = 0; i < maps->count; i++) {
        const int length = (int)strcspn(maps->inputs[i], "@");

        width = length > width ? length : width;
    }
    return width;
}

static void print_maps_down(const struct table_layout *layout, const struct findings *findings)
{
    const int width = width_of_names(findings->maps, 12);

    printf("%-*s", width, layout->heading);
    for (const struct table_column *column = layout->columns; column->name; column++)
        printf(" %10s", column->name);
    printf("\n");
    for (int i = 0; i < findings->maps->count; i++) {
        print_name(findings->maps->inputs[i], -width);
        for (const struct table_column *column = layout->columns; column->name; column++)
            print_cell(column->value(&findings->scores[i]), layout->decimals, 10);
        printf("\n");
    }
}

static void print_maps_across(const struct table_layout *layout, const struct findings *findings)
{
    const int width = width_of_names(findings->maps, 9);

    printf("%-20s", layout->heading);
    for (int i = 0; i < findings->maps->count; i++)
        print_name(findings->maps->inputs[i], width + 1);
    printf("\n");
    for (const struct table_column *column = layout->columns; column->name; column++) {
        printf("%-20s", column->name);
        for (int i = 0; i < findings->maps->count; i++)
            print_cell(column->value(&findings->scores[i]), layout->decimals, width);
        printf("\n");
    }
}

void report_table(const char *name, const struct findings *findings)
{
    const struct cell_counts *counts = findings->counts;
    const struct table_layout *layout = layouts;

    while (layout->name && strcmp(layout->name, name) != 0)
        layout++;
    if (layout->maps_across)
        print_maps_across(layout, findings);
    else
        print_maps_down(layout, findings);
    printf(_("Threshold %.9g; %zu cells, the same for every map; prevalence %.9g\n"), findings->options->thresholds[0],
           counts->positives + counts->negatives, counts->prevalence);
}
