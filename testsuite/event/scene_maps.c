#include "scene_maps.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "base/calendar.h"
#include "grass/fatal.h"
#include "grass/output.h"

static const char *const orbit_names[ORBITS] = {"ascending", "descending"};
static const char *const polarisation_names[POLARISATIONS] = {"vv", "vh"};

/* What all scenes of an orbit have in common */
struct scene_writer {
    const struct radar_track *track;
    const char *history;
    struct map_set maps;
    float *cell;
    FILE *list;
};

static void draw_scene(const struct scene_writer *writer, enum polarisation polarisation, int scene)
{
    const size_t cells = (size_t)writer->track->clusters->event->rows * (size_t)writer->track->clusters->event->cols;

#pragma omp parallel for
    for (size_t cell = 0; cell < cells; cell++)
        writer->cell[cell] = scene_draw(writer->track, polarisation, scene, cell);
}

static void write_scene(struct scene_writer *writer, enum polarisation polarisation, int scene)
{
    const enum orbit orbit = writer->track->orbit;
    const struct map_description description = {.title = "Backscatter (simulated)",
                                                .units = "dB",
                                                .semantic_label = polarisation_names[polarisation],
                                                .colors = "grey",
                                                .color_low = NAN,
                                                .color_high = NAN,
                                                .history = writer->history};
    char date[CALENDAR_TEXT], *name = NULL;

    calendar_text(calendar_day(2015, 4, 25) + scene_day(orbit, scene), date);
    G_asprintf(&name, "%s_%s_%.4s%.2s%.2s", polarisation_names[polarisation], orbit_names[orbit], date, date + 5,
               date + 8);
    draw_scene(writer, polarisation, scene);
    map_set_add_floats(&writer->maps, name, writer->cell, &description);
    fprintf(writer->list, "%s %s %s %s\n", name, date, polarisation_names[polarisation], orbit_names[orbit]);
}

static void write_orbit(struct scene_writer *writer)
{
    const struct radar_track *track = writer->track;
    const size_t cells = (size_t)track->clusters->event->rows * (size_t)track->clusters->event->cols;
    const struct map_description description = {.title = "Neither in layover nor in shadow (simulated)",
                                                .units = "1",
                                                .colors = "grey",
                                                .color_low = NAN,
                                                .color_high = NAN,
                                                .history = writer->history};
    char *name = NULL;

    for (enum polarisation polarisation = VV; polarisation < POLARISATIONS; polarisation++)
        for (int scene = 0; scene < SCENES; scene++)
            write_scene(writer, polarisation, scene);
    for (size_t cell = 0; cell < cells; cell++)
        writer->cell[cell] = (float)radar_track_sees(track, cell);
    G_asprintf(&name, "seen_%s", orbit_names[track->orbit]);
    map_set_add_floats(&writer->maps, name, writer->cell, &description);
    /* the names are needed until the maps are closed, which the program's end is not far from */
    map_set_close(&writer->maps);
}

void write_backscatter(const struct clusters *clusters, const struct ground *ground, const char *list,
                       const char *history)
{
    const size_t cells = (size_t)clusters->event->rows * (size_t)clusters->event->cols;
    struct scene_writer writer = {
        .history = history, .cell = G_malloc(cells * sizeof(float)), .list = fopen(list, "w")};
    struct slide_error error;

    if (!writer.list)
        G_fatal_error(_("The list of scenes '%s' cannot be written: %s"), list, strerror(errno));
    for (enum orbit orbit = ASCENDING; orbit < ORBITS; orbit++) {
        struct radar_track track;

        fatal_unless_ok(radar_track_make(clusters, ground, orbit, &track, &error), &error);
        writer.track = &track;
        write_orbit(&writer);
        radar_track_free(&track);
    }
    if (fclose(writer.list) != 0)
        G_fatal_error(_("The list of scenes '%s' could not be written whole: %s"), list, strerror(errno));
    G_free(writer.cell);
}
