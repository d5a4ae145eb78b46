#include "event.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "noise.h"
#include "okada.h"

/* Each field has a seed of its own, derived from the event's */
enum {
    SEED_LITHOLOGY = 1000,
    SEED_THRUST = 2000,
    SEED_THRESHOLD = 3000,
    SEED_COVER = 4000,
    SEED_RAIN = 5000,
    SEED_SITE = 6000,
    SEED_RELIEF = 7000,
    SEED_SLOW = 8000
};

static const double CELL = 30.;            /* m, nominal: the fields' coordinates count cells in this unit */
static const double BASE_ELEVATION = 600.; /* m, of the region's edge */
static const double KSN_LOW = 62.;         /* m^0.9, where uplift is least, on average rock */
static const double UPLIFT_LOW = 1.;       /* mm/a, away from the thrust sheet; 2.5 on it */
static const double UPLIFT_STEP = 1.5;
static const double THRESHOLD_MEAN = 31.; /* degrees, of hillslopes */
static const double THRESHOLD_SPREAD = 5.;
static const double THRESHOLD_LEAST = 20.; /* degrees; above any channel's slope at 1 km2 */
static const double THRESHOLD_MOST = 42.;

static double clamp(double x, double low, double high)
{
    return fmax(low, fmin(high, x));
}

/* Widest side of the region in m: what scales with the event */
static double extent(const struct event *event)
{
    return CELL * (event->rows > event->cols ? event->rows : event->cols);
}

/* 0 west of the thrust, 1 on its sheet; the thrust winds from north to south, so both see all of it. + * / only. */
static double on_thrust_sheet(const struct event *event, double x, double y)
{
    const struct noise winding = {event->seed + SEED_THRUST, 0.3 * extent(event), 2};
    const double width = CELL * event->cols;
    const double distance = (x - 0.45 * width) / (0.12 * width) - noise_at(&winding, 0., y);
    const double t = clamp(0.5 + 0.5 * distance, 0., 1.);

    return t * t * (3. - 2. * t);
}

static void make_rocks(struct event *event, float *threshold)
{
    const struct noise rock = {event->seed + SEED_LITHOLOGY, 0.25 * extent(event), 4};
    const struct noise angle = {event->seed + SEED_THRESHOLD, 3000., 5};

    for (int row = 0; row < event->rows; row++)
        for (int col = 0; col < event->cols; col++) {
            const size_t cell = (size_t)row * event->cols + col;
            const double x = col * CELL, y = row * CELL;
            const int strong = noise_at(&rock, x, y) > 0.;
            const double erodibility = strong ? 0.85 : 1.2;
            const double degrees = THRESHOLD_MEAN + (strong ? 1. : -1.) + THRESHOLD_SPREAD * noise_at(&angle, x, y);

            event->lithology[cell] = strong ? LITHOLOGY_STRONG : LITHOLOGY_WEAK;
            event->uplift[cell] = (float)(UPLIFT_LOW + UPLIFT_STEP * on_thrust_sheet(event, x, y));
            event->ksn[cell] = (float)(KSN_LOW * event->uplift[cell] / erodibility);
            threshold[cell] = (float)tan(clamp(degrees, THRESHOLD_LEAST, THRESHOLD_MOST) * M_PI / 180.);
        }
}

/* Horn (1981), as r.slope.aspect has it */
static void make_slope(struct event *event, const struct ground *ground)
{
    const int cols = event->cols;

    for (int row = 0; row < event->rows; row++)
        for (int col = 0; col < cols; col++) {
            const size_t cell = (size_t)row * cols + col;
            const float *z = event->elevation + cell;

            event->slope[cell] = NAN;
            if (row == 0 || col == 0 || row == event->rows - 1 || col == cols - 1)
                continue;
            const double east = (z[-cols + 1] + 2. * z[1] + z[cols + 1] - z[-cols - 1] - 2. * z[-1] - z[cols - 1]);
            const double south =
                (z[cols - 1] + 2. * z[cols] + z[cols + 1] - z[-cols - 1] - 2. * z[-cols] - z[-cols + 1]);

            event->slope[cell] =
                (float)(atan(hypot(east / (8. * ground->east_west[row]),
                                   south / (4. * (ground->north_south[row - 1] + ground->north_south[row])))) *
                        180. / M_PI);
        }
}

static int cover_of(double wildness, double elevation)
{
    if (wildness > 0.45)
        return COVER_FOREST;
    if (wildness > 0.1)
        return COVER_SHRUB;
    if (wildness < -1.2)
        return COVER_BARE;
    return elevation > 0. ? COVER_GRASS : COVER_CROP;
}

static void make_cover(struct event *event)
{
    const struct noise wild = {event->seed + SEED_COVER, 2500., 5}, height = {event->seed + SEED_COVER + 50, 6000., 3};
    const struct noise rain = {event->seed + SEED_RAIN, 0.4 * extent(event), 2};
    const double block = fmax(1., floor(event->cols / 12.)); /* rainfall comes coarse, as from a satellite */

    for (int row = 0; row < event->rows; row++)
        for (int col = 0; col < event->cols; col++) {
            const size_t cell = (size_t)row * event->cols + col;
            const double x = col * CELL, y = row * CELL;

            event->cover[cell] = cover_of(noise_at(&wild, x, y), noise_at(&height, x, y));
            event->rainfall[cell] = (float)(1800. + 450. * noise_at(&rain, floor(col / block) * block * CELL,
                                                                    floor(row / block) * block * CELL));
        }
}

/* A thrust that dips gently east under the middle of the region and strikes north */
static struct fault main_fault(const struct event *event, double *trace_x, double *trace_y)
{
    const double size = extent(event);
    struct fault fault = {
        .length = 0.55 * CELL * event->rows, .width = 0.35 * CELL * event->cols, .dip = 15. * M_PI / 180.};

    fault.depth = 0.02 * size + fault.width * sin(fault.dip);
    fault.dip_slip = 2.5;
    fault.strike_slip = -0.6;
    /* Okada's origin lies above the lower edge's southern end */
    *trace_x = 0.35 * CELL * event->cols + fault.width * cos(fault.dip);
    *trace_y = 0.5 * (CELL * event->rows + fault.length);
    return fault;
}

/* Distance in m from a place on the surface to the buried rectangle, in the fault's frame (x along strike) */
static double rupture_distance(const struct fault *fault, double x, double y)
{
    const double along = clamp(x, 0., fault->length);
    /* across the dip: the lower edge lies at (0, -depth), the upper one up dip */
    const double up = clamp(y * cos(fault->dip) + fault->depth * sin(fault->dip), 0., fault->width);
    const double dy = y - up * cos(fault->dip), dz = fault->depth - up * sin(fault->dip);

    return sqrt((x - along) * (x - along) + dy * dy + dz * dz);
}

static void make_shaking(struct event *event, double site_wavelength)
{
    double trace_x, trace_y;
    const struct fault fault = main_fault(event, &trace_x, &trace_y);
    const struct noise site = {event->seed + SEED_SITE, site_wavelength, 3};
    const double near_field = 0.12 * extent(event);
    /* unit vector from the ground to the satellite, which looks right: from the west when it flies north */
    const double east = -sin(INCIDENCE) * cos(HEADING), north = sin(INCIDENCE) * sin(HEADING), up = cos(INCIDENCE);

    for (int row = 0; row < event->rows; row++)
        for (int col = 0; col < event->cols; col++) {
            const size_t cell = (size_t)row * event->cols + col;
            /* strike north: along strike is north, left of strike is west */
            const double along = trace_y - row * CELL, left = trace_x - col * CELL;
            const struct displacement u = okada_displacement(&fault, along, left);
            const double distance = rupture_distance(&fault, along, left);
            const double local = 1. + 0.12 * clamp(noise_at(&site, col * CELL, row * CELL), -2.5, 2.5);

            event->pga[cell] = (float)(0.9 * local / pow(1. + distance / near_field, 1.4));
            event->pgv[cell] = (float)(95. * sqrt(local) / pow(1. + distance / near_field, 1.2));
            event->los[cell] = (float)(-u.y * east + u.x * north + u.z * up);
        }
}

double event_slow_decorrelation(const struct event *event, size_t cell, enum pair pair)
{
    const struct noise slow = {event->seed + SEED_SLOW + 10 * (uint64_t)pair, 1500., 2};
    const size_t row = cell / event->cols, col = cell % event->cols;

    return clamp(0.8 + 0.2 * noise_at(&slow, CELL * (double)col, CELL * (double)row), 0.45, 1.);
}

static int allocate(struct event *event)
{
    const size_t cells = (size_t)event->rows * event->cols;
    float **const maps[] = {&event->elevation, &event->slope, &event->ksn,         &event->uplift,   &event->rainfall,
                            &event->pga,       &event->pgv,   &event->los,         &event->phase,    &event->pre,
                            &event->co,        &event->post,  &event->probability, &event->posterior};
    int **const categories[] = {&event->lithology, &event->cover, &event->landslide};
    int all = 1;

    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        all &= (*maps[i] = malloc(cells * sizeof(float))) != NULL;
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
        all &= (*categories[i] = malloc(cells * sizeof(int))) != NULL;
    return all;
}

enum slide_status event_make(struct event *event, const struct ground *ground, uint64_t seed, void (*progress)(int),
                             struct slide_error *error)
{
    const size_t cells = (size_t)ground->rows * ground->cols;
    enum slide_status status;
    float *threshold;

    memset(event, 0, sizeof *event);
    event->rows = ground->rows;
    event->cols = ground->cols;
    event->seed = seed;
    if (!allocate(event))
        return slide_out_of_memory(error, 17. * 4. * (double)cells, "the event's maps");
    /* not needed before the landslides are drawn */
    threshold = event->posterior;
    make_rocks(event, threshold);
    status = landscape_solve(ground, seed + SEED_RELIEF, event->ksn, threshold, BASE_ELEVATION, progress,
                             event->elevation, error);
    if (status != SLIDE_OK)
        return status;
    make_slope(event, ground);
    make_cover(event);
    make_shaking(event, 0.15 * extent(event));
    return SLIDE_OK;
}

void event_free(struct event *event)
{
    float *const maps[] = {event->elevation, event->slope, event->ksn,         event->uplift,   event->rainfall,
                           event->pga,       event->pgv,   event->los,         event->phase,    event->pre,
                           event->co,        event->post,  event->probability, event->posterior};
    int *const categories[] = {event->lithology, event->cover, event->landslide};

    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        free(maps[i]);
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
        free(categories[i]);
}
