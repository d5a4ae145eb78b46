#include "net_history.h"

#include <math.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "grass/listing.h"
#include "grass/output.h"
#include "grass/sheet.h"

static enum slide_status write_table(const char *path, const struct training *training, size_t members,
                                     struct slide_error *error)
{
    struct listings listings = {0};
    struct listing *listing = listings_add(&listings, "history", _("Training"));
    enum slide_status status;

    for (const char *const *name =
             (const char *const[]){"member", "epoch", "training_loss", "held_out_loss", "rate", "seconds", NULL};
         *name; name++)
        listing_add_column(listing, *name);
    for (size_t i = 0; i < members; i++) {
        for (size_t j = 0; j < training[i].epochs; j++) {
            const struct trainer_epoch *epoch = &training[i].epoch[j];

            listing_add_count(listing, i + 1);
            listing_add_count(listing, j + 1);
            listing_add_number(listing, epoch->training);
            listing_add_number(listing, epoch->held_out);
            listing_add_number(listing, epoch->rate);
            listing_add_number(listing, epoch->seconds);
        }
    }
    status = listings_write(&listings, path, error);
    listings_free(&listings);
    return status;
}

/* rates are small, and their texts wider than those of losses */
static const double RATE_ROOM = 46.;

static void add_losses(struct sheet *sheet, const struct training *training, bool held_out, const char *label,
                       int colour)
{
    struct chart_series *series = sheet_add_series(sheet, CHART_LINE, label, colour);
    double *epoch = sheet_numbers(sheet, training->epochs), *loss = sheet_numbers(sheet, training->epochs);

    for (size_t i = 0; i < training->epochs; i++) {
        epoch[i] = (double)i + 1.;
        loss[i] = held_out ? training->epoch[i].held_out : training->epoch[i].training;
    }
    series->count = training->epochs;
    series->x = epoch;
    series->y = loss;
}

static void add_best(struct sheet *sheet, const struct training *training)
{
    const struct trainer_epoch *best = &training->epoch[training->best];
    struct chart_series *series = sheet_add_series(sheet, CHART_POINTS, _("kept"), CHART_BLACK);
    double *place = sheet_numbers(sheet, 2);

    place[0] = (double)training->best + 1.;
    place[1] = isnan(best->held_out) ? best->training : best->held_out;
    series->count = 1;
    series->x = &place[0];
    series->y = &place[1];
    series->size = 9.;
}

static struct chart_axis axis_of_epochs(const struct training *training)
{
    return (struct chart_axis){.label = _("epoch"), .low = 0., .high = (double)training->epochs + 0.5};
}

static void add_rate(struct sheet *sheet, const struct training *training)
{
    struct chart_panel *panel = sheet_add_panel(sheet, NULL);
    struct chart_series *series;
    double *epoch = sheet_numbers(sheet, training->epochs + 1), *rate = sheet_numbers(sheet, training->epochs + 1);

    panel->x = axis_of_epochs(training);
    panel->y.label = _("rate");
    panel->y.least_room = RATE_ROOM;
    panel->y.kind = CHART_LOGARITHM;
    panel->height = 0.55;
    for (size_t i = 0; i <= training->epochs; i++) {
        epoch[i] = (double)i + 0.5;
        rate[i] = training->epoch[i < training->epochs ? i : i - 1].rate;
    }
    series = sheet_add_series(sheet, CHART_STEP, NULL, CHART_GREEN);
    series->count = training->epochs + 1;
    series->x = epoch;
    series->y = rate;
}

/* losses above, the rate below; of several members their first */
static enum slide_status draw(const char *path, const struct training *training, struct slide_error *error)
{
    struct sheet sheet = {.columns = 1, .row_height = 330};
    struct chart_panel *panel = sheet_add_panel(&sheet, NULL);
    enum slide_status status;

    panel->x = axis_of_epochs(training);
    panel->y.label = _("loss");
    panel->y.least_room = RATE_ROOM;
    add_losses(&sheet, training, false, _("training patches"), CHART_BLUE);
    if (!isnan(training->epoch[0].held_out))
        add_losses(&sheet, training, true, _("held-out patches"), CHART_VERMILLION);
    add_best(&sheet, training);
    add_rate(&sheet, training);
    status = sheet_write(&sheet, 0, sheet.panel_count, path, error);
    sheet_free(&sheet);
    return status;
}

void net_history_write(const struct net_request *request, const struct training *training, size_t members)
{
    struct slide_error error;

    if (request->history) {
        fatal_unless_ok(write_table(request->history, training, members, &error), &error);
        file_guard(request->history);
    }
    if (request->chart) {
        fatal_unless_ok(draw(request->chart, &training[0], &error), &error);
        file_guard(request->chart);
    }
}
