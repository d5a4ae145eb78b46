#include "html_report.h"

#include <math.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "base/whole_file.h"
#include "grass/output.h"
#include "grass/fatal.h"
#include "html_parts.h"
#include "learn/model_file.h"
#include "table_file.h"

void html_refuse(const struct html_options *options)
{
    struct slide_error error;
    struct model model;

    if (options->model) {
        fatal_unless_ok(model_read(options->model, 1, &model, &error), &error);
        model_free(&model);
    }
}

static void key(struct page *page, const char *what, const char *format, double value)
{
    page_markup(page, "<div class=\"key\"><b>");
    page_format(page, format, value);
    page_markup(page, "</b>");
    page_element(page, "span", "%s", what);
    page_markup(page, "</div>\n");
}

/* The map of the largest area under the ROC curve. */
static int best_map(const struct findings *findings)
{
    int best = 0;

    for (int i = 1; i < findings->maps->count; i++)
        if (findings->scores[i].ranking.auc_roc > findings->scores[best].ranking.auc_roc)
            best = i;
    return best;
}

static void keys(struct page *page, const struct findings *findings)
{
    const int best = best_map(findings);
    const struct map_scores *scores = &findings->scores[best];
    const struct cell_counts *counts = findings->counts;
    char text[32], what[300];

    page_markup(page, "<div class=\"keys\">\n<div class=\"key\"><b>");
    page_format(page, "%s", grouped(counts->positives + counts->negatives, text));
    page_markup(page, "</b>");
    page_element(page, "span", "%s", _("cells scored"));
    page_markup(page, "</div>\n");
    key(page, _("of them are mapped landslides"), "%.3g %%", 100. * counts->prevalence);
    key(page, _("AUC-ROC: chance that a landslide cell ranks above another (0.5 is none)"), "%.3f",
        scores->ranking.auc_roc);
    snprintf(what, sizeof what, _("average precision (%.3g without skill)"), counts->prevalence);
    key(page, what, "%.3f", scores->ranking.average_precision);
    if (!isnan(scores->brier.skill))
        key(page, _("Brier skill score (0 without skill, 1 perfect)"), "%.3f", scores->brier.skill);
    page_markup(page, "</div>\n");
    if (findings->maps->count > 1)
        page_element(page, "p class=\"lead\"",
                     _("Scores here are those of %s, which has the largest AUC-ROC of %d maps."),
                     findings->maps->names[best], findings->maps->count);
}

struct link {
    const char *anchor, *words;
    bool there;
};

static void contents(struct page *page, const struct link *link)
{
    page_markup(page, "<nav>");
    for (; link->anchor; link++) {
        if (!link->there)
            continue;
        page_markup(page, "<a href=\"#");
        page_markup(page, link->anchor);
        page_markup(page, "\">");
        page_text(page, link->words);
        page_markup(page, "</a>");
    }
    page_markup(page, "</nav></header>\n");
}

static void title(struct page *page, const struct findings *findings)
{
    const struct maps *maps = findings->maps;

    if (maps->count == 1)
        page_format(page, _("%s against %s"), maps->names[0], maps->truth.name);
    else
        page_format(page, _("%d maps against %s"), maps->count, maps->truth.name);
}

static void head(struct page *page, const struct findings *findings, const struct html_options *options)
{
    const struct link links[] = {{"cells", _("What and where"), true},
                                 {"maps", _("Maps"), true},
                                 {"scores", _("Scores"), true},
                                 {"curves", _("Curves"), true},
                                 {"thresholds", _("Thresholds"), true},
                                 {"zones", _("Classes and factors"), findings->zones->count > 0},
                                 {"objects", _("Whole landslides"), findings->objects->maps != NULL},
                                 {"profiles", _("Profiles"), findings->profiles->count > 0},
                                 {"model", _("Model"), options->model != NULL},
                                 {"reading", _("How to read it"), true},
                                 {"commands", _("How it was made"), true},
                                 {NULL, NULL, false}};

    page_markup(page, html_head);
    page_markup(page, "<title>");
    title(page, findings);
    page_markup(page, "</title>\n</head>\n<body lang=\"en\">\n<header><h1>");
    title(page, findings);
    page_markup(page, "</h1>\n");
    page_element(page, "p class=\"lead\"",
                 _("How well maps of landslide probability tell where landslides are. %s, %s."), G_location(),
                 G_date());
    contents(page, links);
}

static void curve_charts(struct page *page, const struct findings *findings, const struct curves *curves)
{
    static const char *const kinds[] = {"roc", "precision_recall", "rates", "reliability", "thresholds"};

    page_section(page, "curves", _("Curves"));
    page_element(
        page, "p", "%s",
        _("ROC: landslide cells found against other cells falsely warned of, at every threshold. Precision and "
          "recall: of the cells warned of, how many are landslides. Rates: landslides found in the most "
          "susceptible part of the area. Reliability: how often what was given a probability came true."));
    page_markup(page, "<div class=\"figures\">");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        html_charts(page, kinds[i], findings, curves);
    page_markup(page, "</div></section>\n");
}

void html_report(const struct findings *findings, const struct curves *curves, const struct html_options *options)
{
    struct page page = page_begin();
    struct slide_error error;

    if (!options->path)
        return;
    G_message(_("Writing the report..."));
    head(&page, findings, options);
    keys(&page, findings);
    html_cells(&page, findings);
    html_maps(&page, findings);
    html_scores(&page, findings);
    curve_charts(&page, findings, curves);
    html_thresholds(&page, findings);
    html_zones(&page, findings, curves);
    html_objects(&page, findings);
    html_profiles(&page, findings, curves);
    if (options->model)
        html_model(&page, options->model, findings, curves);
    html_advice(&page, findings);
    html_commands(&page, findings, options->command);
    page_markup(&page, "<footer>Written by r.slide.eval. Everything is in this file; it needs no network.</footer>\n"
                       "</body>\n</html>\n");
    page_end(&page);
    fatal_unless_ok(whole_file_write(options->path, page.bytes, page.size, &error), &error);
    file_guard(options->path);
    free(page.bytes);
}
