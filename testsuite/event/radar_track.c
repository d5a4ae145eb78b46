#include "radar_track.h"

#include <math.h>
#include <stdlib.h>

#include "noise.h"
#include "radar/geometry.h"

/* Seeds are this far from each other for every orbit, polarisation and scene */
enum { DRAW_SPECKLE = 13000, DRAW_MOISTURE = 14000, DRAW_GAIN = 15000, DRAW_FIELDS = 16000, DRAW_STRENGTH = 17000 };

enum { FIELD_SIDE = 8 }; /* cells */

static const double HEADINGS[ORBITS] = {-13., -167.}; /* degrees from north; looking right */
static const double NOISE = -22.;                     /* dB, what the instrument adds, as power */
static const double GAIN = 0.17;                      /* dB, standard deviation from scene to scene */
static const double MOISTURE = 0.5;                   /* dB, of VV, standard deviation over the region */
static const double FIELDS = 1.;                      /* dB, standard deviation of the fields' changes */
static const double TILLED = 25.;                     /* degrees: no fields on steeper ground */
static const double FACING = 3.;                      /* dB, the change of VV on the slopes that face the radar */
static const double FELLED = -3.;                     /* dB, the change of VH where trees or shrubs are gone */
static const double SWATH_EDGE = 0.03;                /* of the region's width beyond the swath, at most */

enum slide_status radar_track_make(const struct clusters *clusters, const struct ground *ground, enum orbit orbit,
                                   struct radar_track *track, struct slide_error *error)
{
    const double azimuth = (HEADINGS[orbit] + 90.) * M_PI / 180.;
    const struct event *event = clusters->event;
    const size_t cells = (size_t)event->rows * event->cols;
    const struct view view = {
        .terrain = {event->rows, event->cols, event->elevation, ground->east_west, ground->north_south, 0},
        .azimuth = {1, 1, &azimuth},
        .incidence = SCENE_INCIDENCE,
        .foreshortening = 1.};
    struct view_relief relief;
    enum slide_status status;

    *track = (struct radar_track){clusters, orbit, malloc(cells * sizeof(float)), malloc(cells)};
    if (!track->local_incidence || !track->flags)
        return slide_out_of_memory(error, 5. * (double)cells, "the radar's view");
    status = view_relief_build(&view, &relief, error);
    for (int row = 0; status == SLIDE_OK && row < event->rows; row++) {
        const size_t first = (size_t)row * event->cols;

        view_row(&view, &relief, row, track->flags + first, track->local_incidence + first);
    }
    view_relief_free(&relief);
    return status;
}

void radar_track_free(struct radar_track *track)
{
    free(track->local_incidence);
    free(track->flags);
}

int radar_track_sees(const struct radar_track *track, size_t cell)
{
    return !(track->flags[cell] & (VIEW_SHADOW | VIEW_LAYOVER));
}

int scene_day(enum orbit orbit, int scene)
{
    return SCENE_DAYS * (scene - SCENES_BEFORE) + (orbit == ASCENDING ? 4 : 9);
}

/* Without repetition over orbits, polarisations and scenes */
static uint64_t scene_seed(const struct radar_track *track, int polarisation, int scene, uint64_t draw)
{
    return track->clusters->event->seed + draw + 100 * (uint64_t)track->orbit + 50 * (uint64_t)polarisation +
           (uint64_t)scene;
}

static double normal_at(uint64_t seed, uint64_t item)
{
    struct random_stream stream = random_stream_at(seed, item);

    return random_normal(&stream);
}

static double clamp(double x, double low, double high)
{
    return fmax(low, fmin(high, x));
}

/* 0.6 to 1.4, the same over a landslide */
static double strength_of(const struct radar_track *track, size_t cell)
{
    struct random_stream stream =
        random_stream_at(track->clusters->event->seed + DRAW_STRENGTH, (uint64_t)track->clusters->number[cell]);

    return 0.6 + 0.8 * random_uniform(&stream);
}

double landslide_change(const struct radar_track *track, enum polarisation polarisation, size_t cell)
{
    const int cover = track->clusters->event->cover[cell];

    if (polarisation == VH)
        return strength_of(track, cell) * (cover == COVER_FOREST || cover == COVER_SHRUB ? FELLED : 0.);
    return strength_of(track, cell) * FACING *
           clamp((SCENE_INCIDENCE - (double)track->local_incidence[cell]) / 20., -1., 1.);
}

/* Fields that were tilled or reaped at the time of the earthquake, of which landslides know nothing */
static double field_change(const struct event *event, size_t cell)
{
    const size_t row = cell / event->cols, col = cell % event->cols;
    const uint64_t field = (uint64_t)(row / FIELD_SIDE) << 32 | (uint64_t)(col / FIELD_SIDE);

    return event->cover[cell] == COVER_CROP && event->slope[cell] <= TILLED
               ? FIELDS * normal_at(event->seed + DRAW_FIELDS, field)
               : 0.;
}

static double moisture_of(const struct radar_track *track, int scene, size_t cell)
{
    const struct noise moisture = {scene_seed(track, 0, scene, DRAW_MOISTURE), 4000., 2};
    const size_t cols = track->clusters->event->cols, row = cell / cols, col = cell % cols;

    return MOISTURE * noise_at(&moisture, 30. * (double)col, 30. * (double)row);
}

double scene_mean(const struct radar_track *track, enum polarisation polarisation, int scene, size_t cell)
{
    static const double of_cover[POLARISATIONS][6] = {{0., -8., -10., -12., -11., -13.},
                                                      {0., -14., -17., -20., -18., -22.}};
    const struct event *event = track->clusters->event;
    double mean = of_cover[polarisation][event->cover[cell]] + moisture_of(track, scene, cell) +
                  GAIN * normal_at(scene_seed(track, polarisation, scene, DRAW_GAIN), 0);

    if (!radar_track_sees(track, cell))
        return track->flags[cell] & VIEW_LAYOVER ? mean + 4. : -40.;
    if (scene >= SCENES_BEFORE)
        mean += field_change(event, cell);
    if (scene >= SCENES_BEFORE && track->clusters->number[cell] > 0)
        mean += landslide_change(track, polarisation, cell);
    return mean;
}

double gamma_draw(struct random_stream *stream, double shape)
{
    const double d = shape - 1. / 3., c = 1. / sqrt(9. * d);

    for (;;) {
        const double x = random_normal(stream), root = 1. + c * x, v = root * root * root;

        if (v > 0. && log(random_uniform(stream)) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v;
    }
}

/* The swath ends in a line along the flight: ascending ones lack a corner in the south-west, descending ones in the
 * south-east */
static int beyond_swath(const struct radar_track *track, size_t cell)
{
    const struct event *event = track->clusters->event;
    const int row = (int)(cell / event->cols), col = (int)(cell % event->cols);
    const int from_edge = track->orbit == ASCENDING ? col : event->cols - 1 - col;

    return from_edge < SWATH_EDGE * event->cols - tan(13. * M_PI / 180.) * (event->rows - 1 - row);
}

float scene_draw(const struct radar_track *track, enum polarisation polarisation, int scene, size_t cell)
{
    struct random_stream stream =
        random_stream_at(scene_seed(track, polarisation, scene, DRAW_SPECKLE), (uint64_t)cell);
    const double power = pow(10., scene_mean(track, polarisation, scene, cell) / 10.) + pow(10., NOISE / 10.);

    if (beyond_swath(track, cell))
        return NAN;
    return (float)(10. * log10(power * gamma_draw(&stream, SCENE_LOOKS) / SCENE_LOOKS));
}
