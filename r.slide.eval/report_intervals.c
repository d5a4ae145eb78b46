#include <math.h>
#include <stdio.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "report.h"

static const struct {
    const char *area;
    const char *precision;
} bootstrap_names[BOOTSTRAP_KINDS] = {{"AUC-ROC by cells", "AUC-PR by cells"},
                                      {"AUC-ROC by blocks", "AUC-PR by blocks"}};

static void print_interval(const char *name, double low, double high, double deviation)
{
    printf("%-24s ", name);
    if (isnan(low))
        printf("-\n");
    else
        printf(_("%.6f to %.6f, standard error %.6f\n"), low, high, deviation);
}

static int is_asked(const struct interval_options *options, int kind)
{
    return kind == BY_CELLS ? options->by_cells : options->by_blocks;
}

static void print_certainty(const struct interval_options *options, const struct certainty *certainty)
{
    if (options->delong)
        print_interval(_("AUC-ROC by DeLong"), certainty->delong.low, certainty->delong.high,
                       certainty->delong.deviation);
    for (int kind = 0; kind < BOOTSTRAP_KINDS; kind++) {
        const struct area_intervals *areas = &certainty->bootstrap[kind];

        if (!is_asked(options, kind))
            continue;
        print_interval(bootstrap_names[kind].area, areas->auc_roc.low, areas->auc_roc.high, areas->auc_roc.deviation);
        print_interval(bootstrap_names[kind].precision, areas->average_precision.low, areas->average_precision.high,
                       areas->average_precision.deviation);
    }
}

void print_intervals(const struct maps *maps, const struct intervals *intervals)
{
    const struct interval_options *options = intervals->options;

    if (!options->delong && !options->by_cells && !options->by_blocks)
        return;
    printf(_("\nIntervals of %.9g %%"), 100. * options->level);
    if (options->by_cells || options->by_blocks)
        printf(_(", %d replicates"), options->replicates);
    if (options->by_blocks)
        printf(_(", %zu blocks of %.9g map units"), intervals->blocks, options->block);
    printf("\n");
    for (int i = 0; i < maps->count; i++) {
        printf("<%s>\n", maps->inputs[i]);
        print_certainty(options, &intervals->maps[i]);
    }
    for (int i = 0; i < intervals->comparison_count; i++) {
        const struct comparison *pair = &intervals->comparisons[i];
        const struct delong_interval *delong = &pair->certainty.delong;

        printf(_("<%s> - <%s>\n"), maps->inputs[pair->first], maps->inputs[pair->second]);
        print_certainty(options, &pair->certainty);
        if (options->delong && !isnan(delong->z))
            printf(_("%-24s difference %.6f, z %.4f, p %.4g\n"), _("DeLong's paired test"), delong->estimate, delong->z,
                   delong->p);
    }
}

static json_t *json_of_bootstrap(const struct bootstrap_interval *interval)
{
    return json_pack("{s:o, s:o, s:o, s:i}", "low", json_number(interval->low), "high", json_number(interval->high),
                     "standard_error", json_number(interval->deviation), "replicates", interval->used);
}

static json_t *json_of_certainty(const struct interval_options *options, const struct certainty *certainty)
{
    static const char *const keys[BOOTSTRAP_KINDS] = {"bootstrap_cells", "bootstrap_blocks"};
    const struct delong_interval *delong = &certainty->delong;
    json_t *object = json_object();

    if (options->delong)
        json_object_set_new(object, "delong",
                            json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "estimate", json_number(delong->estimate),
                                      "standard_error", json_number(delong->deviation), "low", json_number(delong->low),
                                      "high", json_number(delong->high), "z", json_number(delong->z), "p",
                                      json_number(delong->p)));
    for (int kind = 0; kind < BOOTSTRAP_KINDS; kind++) {
        const struct area_intervals *areas = &certainty->bootstrap[kind];

        if (is_asked(options, kind))
            json_object_set_new(object, keys[kind],
                                json_pack("{s:o, s:o}", "auc_roc", json_of_bootstrap(&areas->auc_roc), "auc_pr",
                                          json_of_bootstrap(&areas->average_precision)));
    }
    return object;
}

json_t *json_of_intervals(const struct maps *maps, const struct intervals *intervals)
{
    const struct interval_options *options = intervals->options;
    json_t *own = json_array(), *pairs = json_array();

    for (int i = 0; i < maps->count; i++) {
        json_t *object = json_of_certainty(options, &intervals->maps[i]);

        json_object_set_new(object, "input", json_string(maps->inputs[i]));
        json_array_append_new(own, object);
    }
    for (int i = 0; i < intervals->comparison_count; i++) {
        const struct comparison *pair = &intervals->comparisons[i];
        json_t *object = json_of_certainty(options, &pair->certainty);

        json_object_set_new(object, "first", json_string(maps->inputs[pair->first]));
        json_object_set_new(object, "second", json_string(maps->inputs[pair->second]));
        json_array_append_new(pairs, object);
    }
    return json_pack("{s:f, s:i, s:o, s:o, s:o}", "level", options->level, "replicates", options->replicates, "blocks",
                     json_count(intervals->blocks), "maps", own, "differences", pairs);
}
