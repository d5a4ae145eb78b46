#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "html_parts.h"

static void point(struct page *page, const char *what, const char *why)
{
    page_markup(page, "<li>");
    page_element(page, "b", "%s", what);
    page_format(page, " %s", why);
    page_markup(page, "</li>\n");
}

static void about_prevalence(struct page *page, double prevalence)
{
    page_markup(page, "<li>");
    page_element(page, "b", "%s", _("Rare events."));
    page_format(
        page,
        _(" Here %.3g %% of the cells are landslides. A map that never warns is right on %.4g %% of the cells: "
          "accuracy says little. AUC-ROC does not know the prevalence; average precision, Brier score, log loss, "
          "precision, F1 and CSI change with it and are comparable only between maps scored on the same cells."),
        100. * prevalence, 100. * (1. - prevalence));
    page_markup(page, "</li>\n");
}

void html_advice(struct page *page, const struct findings *findings)
{
    const bool sure = findings->intervals->options->by_blocks;

    page_section(page, "reading", _("How to read this honestly"));
    page_markup(page, "<ul>\n");
    about_prevalence(page, findings->counts->prevalence);
    point(page, _("Seen or unseen."),
          findings->maps->test
              ? _("Only the cells of the test area were scored. The scores are of prediction only if the model was "
                  "trained on none of them, nor right beside them.")
              : _("Every cell was scored. If the model was trained on some of them, these scores tell how well it "
                  "fits, not how well it predicts: give a test area that training left out, best a whole part of the "
                  "region, since cells near each other are alike."));
    point(page, _("How sure."),
          sure ? _("Neighbouring cells are not independent: of the intervals, trust those by blocks.")
               : _("Neighbouring cells are not independent: where no interval by blocks is given, differences in the "
                   "third digit mean nothing, and intervals by cells are too narrow."));
    point(page, _("The truth has faults."),
          _("Inventories miss small landslides and those in forest, shadow and cloud; what is mapped twice or shifted "
            "by a cell counts as a miss and a false alarm. Some false alarms are landslides that nobody mapped."));
    point(page, _("Where not to trust."),
          _("Not outside the range of values that the model was trained on, not in other landscapes, rocks or kinds "
            "of earthquake or rain, not at a finer scale than the coarsest predictor, and not as a forecast for a "
            "single house or slope."));
    point(page, _("Probability."),
          _("A probability of 0.3 should come true on three cells of ten: the reliability curve shows whether it does. "
            "A map may rank well and still be far off in its probabilities."));
    page_markup(page, "</ul></section>\n");
}

static void history(struct page *page, const char *name)
{
    struct History history;
    const char *mapset = G_find_raster2(name, "");

    page_element(page, "h3", "%s", name);
    if (!mapset || Rast_read_history(name, mapset, &history) < 0) {
        page_element(page, "p", "%s", _("The map has no history."));
        return;
    }
    page_markup(page, "<pre>");
    page_format(page, "%s, %s, %s\n", Rast_get_history(&history, HIST_CREATOR), Rast_get_history(&history, HIST_MAPID),
                Rast_get_history(&history, HIST_KEYWRD));
    for (int field = HIST_DATSRC_1; field <= HIST_DATSRC_2; field++)
        if (*Rast_get_history(&history, field))
            page_format(page, "%s\n", Rast_get_history(&history, field));
    for (int i = 0; i < Rast_history_length(&history); i++)
        page_format(page, "%s\n", Rast_history_line(&history, i));
    page_markup(page, "</pre>\n");
    Rast_free_history(&history);
}

void html_commands(struct page *page, const struct findings *findings, const char *command)
{
    page_section(page, "commands", _("How it was made"));
    page_element(page, "p", "%s", _("This report:"));
    page_element(page, "pre", "%s", command);
    page_element(page, "p", "%s", _("The maps, by their own history:"));
    for (int i = 0; i < findings->maps->count; i++)
        history(page, findings->maps->inputs[i]);
    if (!findings->maps->truth.polygons)
        history(page, findings->maps->truth.name);
    page_markup(page, "</section>\n");
}
