#include "complex_image.h"

#include <math.h>

#include <gdal.h>
#include <ogr_srs_api.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

enum { FILE_CACHE = 64 << 20 }; /* bytes of GDAL's, for all files: a row is read once */

static const double SAME = 0.1; /* of a pixel: corners no farther apart are one place */

/* Degrees and metres do not mix; a file or location without coordinates fits any */
static void refuse_other_kind_of_coordinates(const char *file, GDALDatasetH data)
{
    const char *system = GDALGetProjectionRef(data);
    OGRSpatialReferenceH reference;
    int geographic;

    if (!system || !*system || G_projection() == PROJECTION_XY)
        return;
    reference = OSRNewSpatialReference(system);
    geographic = OSRIsGeographic(reference);
    OSRDestroySpatialReference(reference);
    if (geographic != (G_projection() == PROJECTION_LL))
        G_fatal_error(
            _("'%s' is in %s, the current location in %s: warp the images with gdalwarp, or work in a location "
              "of their own"),
            file, geographic ? _("degrees") : _("plane coordinates"),
            geographic ? _("plane coordinates") : _("degrees"));
}

static struct image_grid grid_of_file(const char *file, GDALDatasetH data)
{
    struct image_grid grid = {
        .rows = GDALGetRasterYSize(data), .cols = GDALGetRasterXSize(data), .row_height = 1., .col_width = 1.};
    double corner[6];

    grid.north = grid.rows;
    if (GDALGetGeoTransform(data, corner) != CE_None)
        return grid;
    if (corner[2] != 0. || corner[4] != 0. || corner[1] <= 0. || corner[5] >= 0.)
        G_fatal_error(_("The rows of '%s' do not run from west to east, north first: warp it with gdalwarp"), file);
    grid.west = corner[0];
    grid.north = corner[3];
    grid.col_width = corner[1];
    grid.row_height = -corner[5];
    return grid;
}

static struct complex_image image_of_file(const char *file)
{
    struct complex_image image = {.name = file};
    GDALDatasetH data;

    GDALAllRegister();
    GDALSetCacheMax64(FILE_CACHE);
    data = GDALOpen(file, GA_ReadOnly);
    if (!data || GDALGetRasterCount(data) < 1)
        G_fatal_error(_("GDAL cannot read '%s' as an image: %s"), file, CPLGetLastErrorMsg());
    image.file = GDALGetRasterBand(data, 1);
    refuse_other_kind_of_coordinates(file, data);
    image.grid = grid_of_file(file, data);
    image.null_value = (float)GDALGetRasterNoDataValue(image.file, &image.has_null);
    return image;
}

struct complex_image complex_image_of_file(const char *file)
{
    const struct complex_image image = image_of_file(file);

    if (!GDALDataTypeIsComplex(GDALGetRasterDataType(image.file)))
        G_fatal_error(_("'%s' has %s pixels, not complex ones: import its real and imaginary parts and give real= and "
                        "imaginary="),
                      file, GDALGetDataTypeName(GDALGetRasterDataType(image.file)));
    return image;
}

struct complex_image real_image_of_file(const char *file)
{
    const struct complex_image image = image_of_file(file);

    if (GDALDataTypeIsComplex(GDALGetRasterDataType(image.file)))
        G_fatal_error(_("'%s' has complex pixels, not a phase in radians"), file);
    return image;
}

static struct Cell_head window_of_map(const char *name)
{
    const char *mapset = G_find_raster2(name, "");
    struct Cell_head window;

    if (!mapset)
        G_fatal_error(_("Raster map <%s> not found"), name);
    Rast_get_cellhd(name, mapset, &window);
    return window;
}

static int open_map(const char *name, const struct Cell_head *window)
{
    const struct Cell_head own = window_of_map(name);

    if (own.rows != window->rows || own.cols != window->cols || fabs(own.north - window->north) > SAME * own.ns_res ||
        fabs(own.west - window->west) > SAME * own.ew_res || fabs(own.south - window->south) > SAME * own.ns_res ||
        fabs(own.east - window->east) > SAME * own.ew_res)
        G_fatal_error(_("<%s> has %d x %d cells that are not the %d x %d cells of the maps before it: co-register the "
                        "images"),
                      name, own.rows, own.cols, window->rows, window->cols);
    return Rast_open_old(name, "");
}

static void set_windows(const char *name, struct Cell_head *window)
{
    struct Cell_head output;

    Rast_get_output_window(&output);
    *window = window_of_map(name);
    Rast_set_input_window(window);
    Rast_set_output_window(&output);
}

struct complex_image complex_image_of_maps(const char *real, const char *imaginary, struct Cell_head *window)
{
    struct complex_image image = {.name = real, .imaginary = -1};

    if (window->rows == 0)
        set_windows(real, window);
    image.real = open_map(real, window);
    if (imaginary)
        image.imaginary = open_map(imaginary, window);
    image.grid =
        (struct image_grid){window->rows, window->cols, window->north, window->west, window->ns_res, window->ew_res};
    image.part = G_malloc(window->cols * sizeof *image.part);
    return image;
}

void complex_image_refuse_other_grid(const struct complex_image *image, const struct complex_image *other)
{
    const struct image_grid *a = &image->grid, *b = &other->grid;

    if (a->rows != b->rows || a->cols != b->cols)
        G_fatal_error(_("'%s' has %d x %d pixels, '%s' %d x %d: co-register the images"), image->name, a->rows, a->cols,
                      other->name, b->rows, b->cols);
    if (fabs(a->north - b->north) > SAME * a->row_height || fabs(a->west - b->west) > SAME * a->col_width ||
        fabs(a->row_height - b->row_height) * a->rows > SAME * a->row_height ||
        fabs(a->col_width - b->col_width) * a->cols > SAME * a->col_width)
        G_fatal_error(_("The pixels of '%s' and '%s' do not lie in the same places: co-register the images"),
                      image->name, other->name);
}

static void read_file(const struct complex_image *image, int row, int col, int cols, float complex *pixel)
{
    if (GDALRasterIO(image->file, GF_Read, col, row, cols, 1, pixel, cols, 1, GDT_CFloat32, 0, 0) != CE_None)
        G_fatal_error(_("Row %d of '%s' cannot be read: %s"), row + 1, image->name, CPLGetLastErrorMsg());
    if (image->has_null)
        for (int i = 0; i < cols; i++)
            if (crealf(pixel[i]) == image->null_value)
                pixel[i] = NAN;
}

void complex_image_read(const struct complex_image *image, int row, int col, int cols, float complex *pixel)
{
    if (image->file) {
        read_file(image, row, col, cols, pixel);
        return;
    }
    Rast_get_f_row_nomask(image->real, image->part, row);
    for (int i = 0; i < cols; i++)
        pixel[i] = image->part[col + i];
    if (image->imaginary < 0)
        return;
    Rast_get_f_row_nomask(image->imaginary, image->part, row);
    for (int i = 0; i < cols; i++)
        pixel[i] += I * image->part[col + i];
}

void complex_image_close(struct complex_image *image)
{
    if (image->file) {
        GDALClose(GDALGetBandDataset(image->file));
        return;
    }
    Rast_close(image->real);
    if (image->imaginary >= 0)
        Rast_close(image->imaginary);
    G_free(image->part);
}
