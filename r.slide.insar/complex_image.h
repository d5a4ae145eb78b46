/**
 * Complex images that are read row by row at their own resolution, whatever the region and mask: GDAL files, or raster
 * maps with a real and an imaginary part. An amplitude map is an image without imaginary part.
 */
#ifndef R_SLIDE_INSAR_COMPLEX_IMAGE_H
#define R_SLIDE_INSAR_COMPLEX_IMAGE_H

#include <complex.h>

#include <grass/gis.h>

/** Where an image's pixels lie, north up. An image without coordinates has pixels of size 1, as r.in.gdal gives it. */
struct image_grid {
    int rows, cols;
    double north, west;           /**< of the outer corner */
    double row_height, col_width; /**< above 0 */
};

struct complex_image {
    const char *name; /**< as the user gave it; of maps, the real part */
    struct image_grid grid;
    void *file;    /**< GDAL's band; NULL for maps */
    int real;      /**< open raster map */
    int imaginary; /**< -1: an amplitude */
    float *part;   /**< [cols] of a map's row */
    int has_null;  /**< the file has a value for null */
    float null_value;
};

/** Ends the module, naming the file, when GDAL cannot read it, its pixels are not complex or its rows not east-west. */
struct complex_image complex_image_of_file(const char *file);

/** A file of real pixels, as images without imaginary part; ends the module where they are complex. */
struct complex_image real_image_of_file(const char *file);

/**
 * Maps are read in an input window of their own: all must have its cells. From the first on GRASS has different windows
 * for input and output.
 *
 * @param imaginary  NULL for an amplitude
 * @param window     of all maps; where its rows are 0 the first map sets it
 */
struct complex_image complex_image_of_maps(const char *real, const char *imaginary, struct Cell_head *window);

/** Ends the module, naming both, unless their pixels are the same. */
void complex_image_refuse_other_grid(const struct complex_image *image, const struct complex_image *other);

/** @param[out] pixel [cols] from `col` on; null is NaN */
void complex_image_read(const struct complex_image *image, int row, int col, int cols, float complex *pixel);

void complex_image_close(struct complex_image *image);

#endif
