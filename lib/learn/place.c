#include "learn/place.h"

#include <math.h>
#include <stdlib.h>

#define RADIANS (M_PI / 180.)
#define KEY_BITS 21
#define MOST_BINS 1e6 /* along an axis; fits into KEY_BITS */

/* Geocentric coordinates on the ellipsoid. */
static void geocentric(double longitude, double latitude, const struct ground *ground, double *place)
{
    const double sine = sin(latitude * RADIANS), cosine = cos(latitude * RADIANS);
    const double normal = ground->radius / sqrt(1. - ground->eccentricity * sine * sine);

    place[0] = normal * cosine * cos(longitude * RADIANS);
    place[1] = normal * cosine * sin(longitude * RADIANS);
    place[2] = normal * (1. - ground->eccentricity) * sine;
}

void places_of(const struct sample_table *table, const struct subset *subset, const struct ground *ground,
               double *place)
{
    for (size_t i = 0; i < subset->rows; i++, place += PLACE_AXES) {
        const double easting = table->easting[subset->row[i]], northing = table->northing[subset->row[i]];

        if (ground->geographic) {
            geocentric(easting, northing, ground, place);
            continue;
        }
        place[0] = easting * ground->metre;
        place[1] = northing * ground->metre;
        place[2] = 0.;
    }
}

double place_square(const double *a, const double *b)
{
    double square = 0.;

    for (int axis = 0; axis < PLACE_AXES; axis++)
        square += (a[axis] - b[axis]) * (a[axis] - b[axis]);
    return square;
}

/* metres of a degree along the meridian and along the parallel, from the ellipsoid's radii of curvature */
static double meridian_degree(const struct ground *ground, double latitude)
{
    const double sine = sin(latitude * RADIANS), w = 1. - ground->eccentricity * sine * sine;

    return RADIANS * ground->radius * (1. - ground->eccentricity) / (w * sqrt(w));
}

static double parallel_degree(const struct ground *ground, double latitude)
{
    const double sine = sin(latitude * RADIANS);

    return RADIANS * ground->radius * cos(latitude * RADIANS) / sqrt(1. - ground->eccentricity * sine * sine);
}

/* length of the meridian from the equator: the series in the eccentricity to its sixth power (Snyder 1987, eq. 3-21) */
static double meridian_arc(const struct ground *ground, double latitude)
{
    const double phi = latitude * RADIANS, e2 = ground->eccentricity, e4 = e2 * e2, e6 = e4 * e2;

    return ground->radius * ((1. - e2 / 4. - 3. * e4 / 64. - 5. * e6 / 256.) * phi -
                             (3. * e2 / 8. + 3. * e4 / 32. + 45. * e6 / 1024.) * sin(2. * phi) +
                             (15. * e4 / 256. + 45. * e6 / 1024.) * sin(4. * phi) - 35. * e6 / 3072. * sin(6. * phi));
}

/* width in metres of a degree at the middle of a band of blocks: a function of the band alone, so that its blocks are
 * whole */
static double band_degree(const struct ground *ground, double block, long band)
{
    const double south = ((double)band + 0.5) * block / meridian_degree(ground, ground->north);
    const double middle = fmin(fmax(ground->north - south, -89.99), 89.99);

    return parallel_degree(ground, middle);
}

void place_block(const struct sample_table *table, size_t sample, const struct ground *ground, double block, long *row,
                 long *col)
{
    const double northing = table->northing[sample], east = table->easting[sample] - ground->west;

    if (ground->geographic) {
        *row = (long)floor((meridian_arc(ground, ground->north) - meridian_arc(ground, northing)) / block);
        *col = (long)floor(east * band_degree(ground, block, *row) / block);
        return;
    }
    *row = (long)floor((ground->north - northing) * ground->metre / block);
    *col = (long)floor(east * ground->metre / block);
}

/* others in cubes of at least `distance`, sorted so that the cubes of one line along the first axis follow each other
 */
struct binned {
    uint64_t key;
    const double *place;
};

struct bins {
    double least[PLACE_AXES];
    double most[PLACE_AXES];
    double size;
    struct binned *binned;
    size_t count;
};

static int by_key(const void *a, const void *b)
{
    const uint64_t left = ((const struct binned *)a)->key, right = ((const struct binned *)b)->key;

    return (left > right) - (left < right);
}

static uint64_t key_of(const uint64_t *bin)
{
    return bin[2] << (2 * KEY_BITS) | bin[1] << KEY_BITS | bin[0];
}

/* bins are counted from 1, so that a neighbour's number is never negative */
static void bin_of(const struct bins *bins, const double *place, uint64_t *bin)
{
    for (int axis = 0; axis < PLACE_AXES; axis++)
        bin[axis] = 1 + (uint64_t)((place[axis] - bins->least[axis]) / bins->size);
}

static void fill_bins(struct bins *bins, const double *other, double distance)
{
    double span = 0.;

    for (int axis = 0; axis < PLACE_AXES; axis++) {
        bins->least[axis] = INFINITY;
        bins->most[axis] = -INFINITY;
        for (size_t i = 0; i < bins->count; i++) {
            bins->least[axis] = fmin(bins->least[axis], other[i * PLACE_AXES + axis]);
            bins->most[axis] = fmax(bins->most[axis], other[i * PLACE_AXES + axis]);
        }
        span = fmax(span, bins->most[axis] - bins->least[axis]);
    }
    bins->size = fmax(distance, span / MOST_BINS);
    for (size_t i = 0; i < bins->count; i++) {
        uint64_t bin[PLACE_AXES];

        bin_of(bins, other + i * PLACE_AXES, bin);
        bins->binned[i] = (struct binned){key_of(bin), other + i * PLACE_AXES};
    }
    qsort(bins->binned, bins->count, sizeof *bins->binned, by_key);
}

static size_t first_from(const struct bins *bins, uint64_t key)
{
    size_t low = 0, high = bins->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (bins->binned[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* the three cubes of one line around bin[0] */
static bool line_has_near(const struct bins *bins, const double *place, const uint64_t *bin, double square)
{
    const uint64_t last = key_of(bin) + 1;

    for (size_t i = first_from(bins, key_of(bin) - 1); i < bins->count && bins->binned[i].key <= last; i++)
        if (place_square(place, bins->binned[i].place) <= square)
            return true;
    return false;
}

static bool has_near(const struct bins *bins, const double *place, double distance)
{
    uint64_t bin[PLACE_AXES], line[PLACE_AXES];
    double within[PLACE_AXES];

    for (int axis = 0; axis < PLACE_AXES; axis++) {
        if (place[axis] < bins->least[axis] - distance || place[axis] > bins->most[axis] + distance)
            return false;
        within[axis] = fmin(fmax(place[axis], bins->least[axis]), bins->most[axis]);
    }
    bin_of(bins, within, bin);
    line[0] = bin[0];
    for (int z = -1; z <= 1; z++)
        for (int y = -1; y <= 1; y++) {
            line[1] = bin[1] + (uint64_t)(int64_t)y;
            line[2] = bin[2] + (uint64_t)(int64_t)z;
            if (line_has_near(bins, place, line, distance * distance))
                return true;
        }
    return false;
}

enum slide_status places_near(const double *place, size_t places, const double *other, size_t others, double distance,
                              unsigned char *near, struct slide_error *error)
{
    struct bins bins = {.binned = malloc((others + 1) * sizeof *bins.binned), .count = others};

    if (!bins.binned)
        return slide_out_of_memory(error, (double)others * sizeof *bins.binned, "the places of the held-out samples");
    fill_bins(&bins, other, distance);
    for (size_t i = 0; i < places; i++)
        near[i] = has_near(&bins, place + i * PLACE_AXES, distance);
    free(bins.binned);
    return SLIDE_OK;
}
