/** r.slide.eval: scores landslide probability maps against mapped landslides, exactly and on the same cells. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>
#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "grass/waiting.h"
#include "charts.h"
#include "checks.h"
#include "curves.h"
#include "error_maps.h"
#include "html_report.h"
#include "intervals.h"
#include "options.h"
#include "refusals.h"
#include "report.h"
#include "scores.h"
#include "tables.h"

static void describe_module(void)
{
    struct GModule *module = G_define_module();

    G_add_keyword(_("raster"));
    G_add_keyword(_("landslide"));
    G_add_keyword(_("accuracy"));
    G_add_keyword(_("validation"));
    module->description = _("Scores landslide probability maps against mapped landslides, with curves and a report.");
}

static struct map_scores *score_maps(const struct maps *maps, const struct cell_counts *counts,
                                     const struct score_options *options, struct curves *curves)
{
    struct map_scores *scores = G_malloc(maps->count * sizeof *scores);

    for (int i = 0; i < maps->count; i++) {
        struct agreement agreement = {0};
        struct score_groups groups = groups_read(maps, counts, i, &agreement);
        const double begin = omp_get_wtime();
        const struct sorted_groups sorted = groups_sort(&groups, options->threads);

        scores[i] = scores_of_groups(maps, counts, i, &sorted, options);
        if (agreement.count > 0)
            scores[i].agreement = agreement;
        if (curves)
            curves_add(curves, i, &sorted);
        G_verbose_message(_("Scoring the %zu cells of <%s> took %.3f s and %.1f bytes a cell"),
                          groups.positives + groups.negatives, maps->inputs[i], omp_get_wtime() - begin,
                          groups_bytes_per_cell(&groups));
        score_groups_free(&groups);
    }
    return scores;
}

static void write_files(const struct options *options, const struct html_options *page, const struct findings *findings,
                        struct curves *curves)
{
    const struct maps *maps = findings->maps;

    if (maps->test && (options->curves->answer || options->chart->answer || options->report->answer))
        curves_add_beyond_test(curves, maps, findings->counts, findings->options->threads);
    /* the pictures first: they may have nothing to show */
    charts_write(findings, curves, options->chart->answers, options->panels->answers);
    if (options->curves->answer)
        curves_write(curves, maps, options->curves->answer);
    if (options->reliability->answer)
        reliability_write(maps, findings->scores, findings->options->bins, options->reliability->answer);
    objects_write(maps, findings->objects);
    profiles_write(findings->profiles);
    checks_write(findings->checks);
    html_report(findings, curves, page);
    error_maps_write(maps, findings->counts, findings->scores, options->outcomes->answers);
}

static void write_table(const char *layout, const struct findings *findings)
{
    struct training training = {.scores = NULL};

    if (findings->maps->test && table_has_training(layout))
        training = training_of(findings->maps, findings->counts, findings->options);
    report_table(layout, findings, &training);
    training_free(&training);
}

int main(int argc, char *argv[])
{
    struct options options;
    double *thresholds;

    wait_asleep(argv);
    G_gisinit(argv[0]);
    describe_module();
    define_options(&options);
    if (G_parser(argc, argv))
        exit(EXIT_FAILURE);

    const int count = read_thresholds(options.threshold->answers, &thresholds);
    const struct score_options at = {thresholds, count, options.best->answers, atoi(options.bins->answer),
                                     atoi(options.nprocs->answer)};
    const struct interval_options sure = interval_options_of(&options);
    const struct zone_options by = {options.classes->answer, options.breaks->answers,
                                    options.factor->answers, options.factor_breaks->answers,
                                    options.aspect->answer,  atoi(options.sectors->answer)};
    const struct object_options as_objects = object_options_of(&options);
    const struct profile_options along = profile_options_of(&options);
    const struct html_options page = html_options_of(&options);
    const struct check_options looked_at = check_options_of(&options);

    refuse_before_work(&options);
    refuse_table_as_json(&options);
    html_refuse(&page);
    struct maps maps = maps_of(&options);

    error_maps_refuse(&maps, options.outcomes->answers);
    charts_refuse(options.chart->answers, options.panels->answers, &by);
    struct cell_counts counts = cells_count(&maps);
    struct zone_tables zones = zones_of(&maps, &counts, &by);
    struct curves curves = curves_new(&maps, strtoul(options.points->answer, NULL, 10));
    struct map_scores *scores =
        score_maps(&maps, &counts, &at,
                   options.curves->answer || options.chart->answer || options.report->answer ? &curves : NULL);
    struct intervals intervals = intervals_of(&maps, &counts, &sure);
    struct objects objects = objects_of(&maps, &counts, scores, &as_objects);
    struct checks checks = checks_of(&maps, &looked_at);
    struct profiles profiles = profiles_of(&maps, &along);
    const struct findings findings = {&maps, &counts, &at, scores, &intervals, &zones, &objects, &checks, &profiles};

    write_files(&options, &page, &findings, &curves);
    if (options.table->answer)
        write_table(options.table->answer, &findings);
    else if (option_is_json(options.format))
        report_json(&findings, &curves, options.model->answer);
    else
        report_plain(&findings);

    for (int i = 0; i < maps.count; i++)
        map_scores_free(&scores[i]);
    curves_free(&curves, &maps);
    zones_free(&zones);
    objects_free(&maps, &objects);
    checks_free(&checks);
    profiles_free(&profiles);
    intervals_free(&intervals);
    cell_counts_free(&counts);
    G_free(as_objects.breaks);
    G_free(along.share);
    truth_close(&maps.truth);
    exit(EXIT_SUCCESS);
}
