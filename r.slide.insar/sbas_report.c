#include "sbas_report.h"

#include <stdio.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>
#include <jansson.h>

#include "sbas_network.h"

/* A line of the table. */
struct line {
    const char *key;
    size_t count;
};

enum { MOST_LINES = 16 };

static int lines_of(const struct sbas_account *account, struct line *line)
{
    const struct sbas_plan *plan = account->plan;
    const struct sbas_tally *tally = account->tally;
    const struct line lines[] = {
        {"pairs", plan->problem.network->pairs},
        {"dates", plan->problem.network->dates},
        {"subsets", account->subsets},
        {"cells", tally->verdict[SBAS_SOLVED] + tally->verdict[SBAS_NO_PAIR] + tally->verdict[SBAS_FEW_PAIRS] +
                      tally->verdict[SBAS_SINGULAR]},
        {"removed_no_pair", tally->verdict[SBAS_NO_PAIR]},
        {"removed_min_pairs", tally->verdict[SBAS_FEW_PAIRS]},
        {"removed_singular", tally->verdict[SBAS_SINGULAR]},
        {"solved", tally->verdict[SBAS_SOLVED]},
        {"solved_least_squares", tally->verdict[SBAS_SOLVED] - tally->several_subsets},
        {"solved_minimum_norm", tally->several_subsets},
        {"solved_missing_dates", tally->missing_dates},
        {"solved_no_velocity", tally->no_velocity},
        {"pair_cells_repaired", tally->repaired},
        {"pair_cells_dropped", tally->dropped},
        {"pair_cells_without_coherence", tally->incoherent},
    };

    memcpy(line, lines, sizeof lines);
    return sizeof lines / sizeof *lines;
}

/* A line for each pair whose phase was held against elevation. */
static void print_correlations(const struct sbas_account *account)
{
    char first[CALENDAR_TEXT], last[CALENDAR_TEXT];

    for (int i = 0; account->correction->of_height && i < account->stack->pairs; i++) {
        const struct day_span days = account->stack->phase.map[i].days;

        printf("elevation_correlation_%s_%s=%.4f\n", calendar_text(days.first, first), calendar_text(days.last, last),
               account->correction->ramp[i].height_correlation);
    }
}

void sbas_report(const struct options *options, const struct sbas_account *account)
{
    struct line line[MOST_LINES];
    const int lines = lines_of(account, line);
    json_t *report;

    if (strcmp(option_answer(options, OPTION_FORMAT), "json") != 0) {
        for (int i = 0; i < lines; i++)
            printf("%s=%zu\n", line[i].key, line[i].count);
        print_correlations(account);
        return;
    }
    report = json_object();
    for (int i = 0; i < lines; i++)
        json_object_set_new(report, line[i].key, json_integer((json_int_t)line[i].count));
    json_object_set_new(report, "network", network_json(account->stack, account->correction));
    if (json_dumpf(report, stdout, JSON_INDENT(2)) != 0)
        G_fatal_error(_("Cannot print the report"));
    printf("\n");
    json_decref(report);
}
