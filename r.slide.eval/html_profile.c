#include <math.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "html_parts.h"
#include "profile.h"

/* Longer tables are left to the CSV file and JSON. */
enum { MOST_ROWS = 60 };

static void profile_table(struct page *page, const struct profiles *profiles, const struct profile *profile)
{
    const char **head = G_calloc((size_t)profiles->maps + 6, sizeof *head);
    const char *const first[] = {_("From, m"), _("To, m"), _("Scored cells"), _("Landslide cells"),
                                 _("Landslide density")};
    char text[300];

    for (int i = 0; i < 5; i++)
        head[i] = first[i];
    for (int map = 0; map < profiles->maps; map++) {
        snprintf(text, sizeof text, _("%s, mean"), profiles->map[map]);
        head[5 + map] = G_store(text);
    }
    page_table_begin(page, NULL, head);
    for (size_t i = 0; i < profile->bins; i++) {
        const struct profile_bin *bin = &profile->bin[i];

        page_row_begin(page, "%.9g", bin->from);
        page_quantity(page, bin->to);
        page_count(page, bin->scored);
        page_count(page, bin->landslides);
        page_quantity(page, profile_density(bin));
        for (int map = 0; map < profiles->maps; map++)
            page_quantity(page, profile_values_at(profile, map, i)->mean);
        page_row_end(page);
    }
    page_table_end(page);
    for (int map = 0; map < profiles->maps; map++)
        G_free((void *)head[5 + map]);
    G_free(head);
}

void html_profiles(struct page *page, const struct findings *findings, const struct curves *curves)
{
    const struct profiles *profiles = findings->profiles;

    if (profiles->count == 0)
        return;
    page_section(page, "profiles", _("Along profiles"));
    page_element(page, "p",
                 _("A cell counts where its centre lies within %.9g m of the line; what is shown is of all cells of "
                   "%.9g m of the way. Where no cell is scored, there is no landslide density."),
                 profiles->width / 2., profiles->step);
    page_markup(page, "<div class=\"figures\">");
    html_charts(page, "profiles", findings, curves);
    page_markup(page, "</div>");
    for (int i = 0; i < profiles->count; i++) {
        const struct profile *profile = &profiles->profile[i];

        page_element(page, "h3", _("Profile %d, %.9g m long"), profile->number, profile->length);
        if (profile->bins <= MOST_ROWS)
            profile_table(page, profiles, profile);
        else
            page_element(page, "p",
                         _("Its %zu steps are too many for a table: profile_table= and format=json give them."),
                         profile->bins);
    }
    page_markup(page, "</section>\n");
}
