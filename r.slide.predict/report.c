#include "report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>
#include <jansson.h>

static double share_of(const struct class_table *classes, int i)
{
    return classes->class[i].area / classes->area;
}

static void print_summary(const struct outcome *outcome, char between)
{
    printf("%s%c%llu\nnull%c%llu\n", outcome->units ? "units" : "cells", between, (unsigned long long)outcome->cells,
           between, (unsigned long long)outcome->null);
    if (!isnan(outcome->mean))
        printf("mean%c%.9g\nmin%c%.9g\nmax%c%.9g\n", between, outcome->mean, between, outcome->min, between,
               outcome->max);
    if (outcome->searched)
        printf("detections%c%zu\n", between, outcome->detections);
    if (!isnan(outcome->applicable))
        printf("applicable%c%.9g\n", between, outcome->applicable);
}

static void print_classes(const struct class_table *classes)
{
    printf("\n%5s %-16s %12s %12s %12s %14s %8s\n", _("class"), _("label"), _("above"), _("up to"), _("cells"),
           _("area km2"), _("share %"));
    for (int i = 0; i < classes->count; i++) {
        char above[32] = "-", upto[32] = "-";

        if (i > 0)
            snprintf(above, sizeof above, "%.6g", classes->limit[i - 1]);
        if (i < classes->count - 1)
            snprintf(upto, sizeof upto, "%.6g", classes->limit[i]);
        printf("%5d %-16s %12s %12s %12zu %14.6f %8.3f\n", i + 1, classes->label[i], above, upto,
               classes->class[i].cells, classes->class[i].area / 1e6, 100. * share_of(classes, i));
    }
}

static void print_csv(const struct class_table *classes)
{
    printf("class,label,above,up_to,cells,area_km2,share\n");
    for (int i = 0; i < classes->count; i++) {
        printf("%d,%s,", i + 1, classes->label[i]);
        if (i > 0)
            printf("%.9g", classes->limit[i - 1]);
        printf(",");
        if (i < classes->count - 1)
            printf("%.9g", classes->limit[i]);
        printf(",%zu,%.9g,%.9g\n", classes->class[i].cells, classes->class[i].area / 1e6, share_of(classes, i));
    }
}

static json_t *json_of_classes(const struct class_table *classes)
{
    json_t *array = json_array();

    for (int i = 0; i < classes->count; i++)
        json_array_append_new(array, json_pack("{s:i, s:s, s:o, s:o, s:I, s:f, s:f}", "class", i + 1, "label",
                                               classes->label[i], "above",
                                               i > 0 ? json_real(classes->limit[i - 1]) : json_null(), "up_to",
                                               i < classes->count - 1 ? json_real(classes->limit[i]) : json_null(),
                                               "cells", (json_int_t)classes->class[i].cells, "area_km2",
                                               classes->class[i].area / 1e6, "share", share_of(classes, i)));
    return array;
}

static void print_json(const struct outcome *outcome, const struct class_table *classes)
{
    json_t *summary = json_pack("{s:I, s:I}", outcome->units ? "units" : "cells", (json_int_t)outcome->cells, "null",
                                (json_int_t)outcome->null);
    char *text;

    if (!isnan(outcome->mean)) {
        json_object_set_new(summary, "mean", json_real(outcome->mean));
        json_object_set_new(summary, "min", json_real(outcome->min));
        json_object_set_new(summary, "max", json_real(outcome->max));
    }
    if (outcome->searched)
        json_object_set_new(summary, "detections", json_integer((json_int_t)outcome->detections));
    if (!isnan(outcome->applicable))
        json_object_set_new(summary, "applicable", json_real(outcome->applicable));
    if (classes->count)
        json_object_set_new(summary, "classes", json_of_classes(classes));
    text = json_dumps(summary, JSON_INDENT(2));
    puts(text);
    free(text);
    json_decref(summary);
}

void print_report(const struct outcome *outcome, const struct class_table *classes, enum report_format format)
{
    if (format == REPORT_JSON)
        print_json(outcome, classes);
    else if (format == REPORT_CSV && classes->count)
        print_csv(classes);
    else
        print_summary(outcome, format == REPORT_CSV ? ',' : '=');
    if (format == REPORT_PLAIN && classes->count)
        print_classes(classes);
}
