/** The ablation as a table and bars. */
#include <stdio.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "bars.h"
#include "inspection.h"

static const char *const kind_names[] = {
    [ABLATION_ALL] = "all", [ABLATION_WITHOUT] = "without", [ABLATION_BASE] = "base", [ABLATION_WITH] = "with"};

static const char *group_of(const struct inspection *inspection, const struct ablation_step *step)
{
    if (step->kind == ABLATION_WITHOUT || step->kind == ABLATION_WITH)
        return inspection->groups.group[step->group].name;
    return "";
}

static void add_columns(const struct held_score_kind *kinds, struct listing *listing)
{
    static const char *const endings[] = {"", "_sd", "_loss", "_loss_sd"};

    listing_add_column(listing, "step");
    listing_add_column(listing, "group");
    listing_add_column(listing, "predictors");
    for (int s = 0; s < HELD_SCORES; s++)
        for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
            char name[64];

            snprintf(name, sizeof name, "%s%s", kinds[s].name, endings[k]);
            listing_add_column(listing, name);
        }
}

void ablation_list(const struct inspection *inspection, const struct model *model, struct listings *listings)
{
    struct listing *listing;

    if (!inspection->request.ablation)
        return;
    listing = listings_add(listings, "ablation",
                           _("Ablation: held-out scores of models without a group, and with groups added in order"));
    add_columns(held_score_kinds(model->recipe.learner->quantity), listing);
    for (size_t i = 0; i < inspection->ablation.steps; i++) {
        const struct ablation_step *step = &inspection->ablation.step[i];

        listing_add_text(listing, kind_names[step->kind]);
        listing_add_text(listing, group_of(inspection, step));
        listing_add_count(listing, step->predictors);
        for (int s = 0; s < HELD_SCORES; s++) {
            listing_add_number(listing, step->score[s].mean);
            listing_add_number(listing, step->score[s].sd);
            listing_add_number(listing, step->loss[s].mean);
            listing_add_number(listing, step->loss[s].sd);
        }
    }
}

/* the steps that a panel shows */
struct choice {
    const struct ablation_step *step;
    size_t count;
};

/* left out one by one: the steps after the first; added: those after these */
static struct choice choose(const struct inspection *inspection, bool added)
{
    const size_t groups = inspection->groups.count;
    const struct ablation *ablation = &inspection->ablation;

    if (!added)
        return (struct choice){ablation->step + 1, groups};
    return (struct choice){ablation->step + 1 + groups, ablation->steps - 1 - groups};
}

static void add_bars(struct sheet *sheet, const struct choice *choice, const struct held_score_kind *kinds,
                     size_t score, bool loss, int colour)
{
    struct held_spread *value = G_calloc(choice->count + 1, sizeof *value);

    for (size_t i = 0; i < choice->count; i++)
        value[i] = loss ? choice->step[i].loss[score] : choice->step[i].score[score];
    bars_add(sheet, kinds[score].title, colour, value, choice->count);
    G_free(value);
}

static const char *step_name(const struct inspection *inspection, const struct ablation_step *step, bool first,
                             struct sheet *sheet)
{
    const char *group = group_of(inspection, step);

    if (step->kind == ABLATION_BASE)
        return _("no group");
    return step->kind == ABLATION_WITH && !first ? sheet_text(sheet, "+ %s", group) : group;
}

static void add_panel(const struct inspection *inspection, const struct held_score_kind *kinds, bool added,
                      struct sheet *sheet)
{
    const struct choice choice = choose(inspection, added);
    struct chart_panel *panel =
        sheet_add_panel(sheet, added ? _("Groups added one after the other") : _("Groups left out one by one"));
    const char **names = sheet_names(sheet, choice.count);

    for (size_t i = 0; i < choice.count; i++)
        names[i] = step_name(inspection, &choice.step[i], i == 0, sheet);
    panel->y.names = names;
    panel->y.name_count = choice.count;
    panel->x.label = added ? _("Held-out score") : _("Loss of held-out score");
    add_bars(sheet, &choice, kinds, 0, !added, CHART_BLUE);
    add_bars(sheet, &choice, kinds, 1, !added, CHART_ORANGE);
}

void ablation_draw(const struct inspection *inspection, const struct model *model, struct sheet *sheet)
{
    const struct held_score_kind *kinds = held_score_kinds(model->recipe.learner->quantity);

    bars_make_room(sheet, 2 * (inspection->groups.count + 1));
    add_panel(inspection, kinds, false, sheet);
    add_panel(inspection, kinds, true, sheet);
}
