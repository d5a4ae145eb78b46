#include "net_image.h"

#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>

#include "learn/bands.h"

void net_image_new(const struct stack *maps, int most, struct net_image *image)
{
    *image = (struct net_image){.maps = maps, .most = most, .cols = Rast_window_cols()};
    image->value = G_malloc((size_t)most * image->cols * maps->count * sizeof *image->value);
}

static float *row_at(const struct net_image *image, int place)
{
    return image->value + (size_t)place * image->cols * image->maps->count;
}

void net_image_rows(struct net_image *image, int first, int count)
{
    const int past = image->first + image->count;
    int kept = 0;

    if (first >= image->first && first < past) {
        kept = past - first < count ? past - first : count;
        memmove(image->value, row_at(image, first - image->first),
                (size_t)kept * image->cols * image->maps->count * sizeof *image->value);
    }
    if (count > kept)
        stack_read_rows(image->maps, first + kept, count - kept, row_at(image, kept));
    image->first = first;
    image->count = count;
}

const float *net_image_row(const struct net_image *image, int row)
{
    return row_at(image, row - image->first);
}

size_t net_image_window(const struct net_image *image, const struct transform *transform, const struct tile_box *box,
                        float *bands)
{
    const size_t plane = (size_t)box->rows * box->cols;
    float *feature = G_malloc((size_t)box->rows * box->cols * transform->features * sizeof *feature);
    float *valid = G_malloc(plane * sizeof *valid);
    size_t null = 0;

#pragma omp parallel for
    for (int y = 0; y < box->rows; y++) {
        const size_t first = (size_t)y * box->cols;

        bands_of_row(transform, net_image_row(image, box->row + y) + (size_t)box->col * image->maps->count,
                     (size_t)box->cols, feature + first * transform->features, bands + first, plane, valid + first,
                     NULL);
    }
    for (size_t cell = 0; cell < plane; cell++)
        null += valid[cell] == 0.f;
    G_free(feature);
    G_free(valid);
    return null;
}

void net_image_free(struct net_image *image)
{
    G_free(image->value);
    *image = (struct net_image){0};
}
