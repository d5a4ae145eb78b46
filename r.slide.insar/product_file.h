/** What a product's file says of itself through GDAL, through the parameter files beside it, and by its name. */
#ifndef R_SLIDE_INSAR_PRODUCT_FILE_H
#define R_SLIDE_INSAR_PRODUCT_FILE_H

#include "radar/product.h"

/**
 * Reads metadata items of GDAL first, then parameter files, then names: of the file and of two folders above it.
 * Ends the module, naming the file, when GDAL cannot open it.
 *
 * @param file      as GDAL opens it, a subdataset too
 * @param sidecars  parameter files that were named, ended by NULL; or NULL
 */
struct product product_of_file(const char *file, char **sidecars);

#endif
