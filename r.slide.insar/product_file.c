#define _GNU_SOURCE /* stat64, which GDAL wants */
#include "product_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cpl_conv.h>
#include <cpl_minixml.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>

#include <grass/gis.h>
#include <grass/glocale.h>

enum { FOLDERS_ABOVE = 2, LINE = 1024 };

/* Values that hierarchical products keep in arrays of their own, not as attributes. */
static const struct {
    const char *path;
    const char *key;
} arrays[] = {
    {"/science/radarMetaData/wavelength", "wavelength"},                        /* ARIA GUNW */
    {"/science/LSAR/GUNW/grids/frequencyA/centerFrequency", "centerFrequency"}, /* NISAR GUNW */
    {"/science/LSAR/identification/referenceZeroDopplerStartTime", "referenceZeroDopplerStartTime"},
    {"/science/LSAR/identification/secondaryZeroDopplerStartTime", "secondaryZeroDopplerStartTime"},
};

static void take_items(struct product *product, GDALMajorObjectH object, const char *domain, const char *where)
{
    char **items = GDALGetMetadata(object, domain);

    for (int i = 0; items && items[i]; i++) {
        char *key = NULL;
        const char *value = CPLParseNameValue(items[i], &key);

        if (key && value)
            product_take_item(product, key, value, where);
        CPLFree(key);
    }
}

static void take_object(struct product *product, GDALMajorObjectH object, const char *what)
{
    char **domains = GDALGetMetadataDomainList(object);

    for (int i = 0; domains && domains[i]; i++) {
        char where[PRODUCT_WHERE];

        if (strncmp(domains[i], "xml:", 4) == 0)
            continue;
        snprintf(where, sizeof where, "%s%s%s", what, *domains[i] ? ", domain " : "", domains[i]);
        take_items(product, object, domains[i], where);
    }
    CSLDestroy(domains);
}

/* The file itself: of NETCDF:"file.nc":/a/b what stands between the quotation marks, or between the colons. CPLFree */
static char *plain_file(const char *file)
{
    const char *quote = strchr(file, '"'), *end = quote ? strchr(quote + 1, '"') : NULL;
    VSIStatBufL status;
    char **parts;
    char *plain;

    if (VSIStatL(file, &status) == 0)
        return CPLStrdup(file);
    if (end)
        return CPLStrdup(CPLSPrintf("%.*s", (int)(end - quote - 1), quote + 1));
    parts = CSLTokenizeString2(file, ":", 0);
    plain = CPLStrdup(CSLCount(parts) > 1 ? parts[1] : file);
    CSLDestroy(parts);
    return plain;
}

static void take_array(struct product *product, GDALGroupH root, const char *path, const char *key)
{
    GDALMDArrayH array = GDALGroupOpenMDArrayFromFullname(root, path, NULL);
    const GUInt64 start[1] = {0};
    const size_t count[1] = {1};
    GDALExtendedDataTypeH type;
    char where[PRODUCT_WHERE];

    if (!array)
        return;
    type = GDALMDArrayGetDataType(array);
    snprintf(where, sizeof where, "array %s", path);
    if (GDALMDArrayGetTotalElementsCount(array) == 1 && GDALExtendedDataTypeGetClass(type) == GEDTC_STRING) {
        char *text = NULL;

        if (GDALMDArrayRead(array, start, count, NULL, NULL, type, &text, NULL, 0) && text)
            product_take_item(product, key, text, where);
        CPLFree(text);
    } else if (GDALMDArrayGetTotalElementsCount(array) == 1) {
        GDALExtendedDataTypeH real = GDALExtendedDataTypeCreate(GDT_Float64);
        double value = NAN;

        if (GDALMDArrayRead(array, start, count, NULL, NULL, real, &value, NULL, 0))
            product_take_item(product, key, CPLSPrintf("%.17g", value), where);
        GDALExtendedDataTypeRelease(real);
    }
    GDALExtendedDataTypeRelease(type);
    GDALMDArrayRelease(array);
}

static void take_arrays(struct product *product, const char *plain)
{
    GDALDatasetH dataset = GDALOpenEx(plain, GDAL_OF_MULTIDIM_RASTER, NULL, NULL, NULL);
    GDALGroupH root = dataset ? GDALDatasetGetRootGroup(dataset) : NULL;

    for (size_t i = 0; root && i < sizeof arrays / sizeof *arrays; i++)
        take_array(product, root, arrays[i].path, arrays[i].key);
    if (root)
        GDALGroupRelease(root);
    if (dataset)
        GDALClose(dataset);
}

/* SNAP's <MDATTR name="key" unit="MHz">value</MDATTR> and ISCE2's <property name="key"><value>value</value> */
static void take_xml(struct product *product, const CPLXMLNode *node, const char *where)
{
    for (; node; node = node->psNext) {
        if (node->eType != CXT_Element)
            continue;
        const int snap = strcmp(node->pszValue, "MDATTR") == 0;
        const char *key = CPLGetXMLValue(node, "name", NULL);
        const char *value = CPLGetXMLValue(node, snap ? "" : "value", NULL);

        if (key && value && (snap || strcmp(node->pszValue, "property") == 0))
            product_take_item(product, key, value, where);
        take_xml(product, node->psChild, where);
    }
}

static void take_lines(struct product *product, const char *path, const char *where)
{
    FILE *file = fopen(path, "r");
    char line[LINE];

    while (file && fgets(line, sizeof line, file))
        product_take_line(product, line, where);
    if (file)
        fclose(file);
}

static int is_file(const char *path)
{
    VSIStatBufL status;

    return VSIStatL(path, &status) == 0 && VSI_ISREG(status.st_mode);
}

static void take_sidecar(struct product *product, const char *path)
{
    const char *extension = CPLGetExtension(path);
    char where[PRODUCT_WHERE];

    snprintf(where, sizeof where, "%s", CPLGetFilename(path));
    if (!EQUAL(extension, "xml") && !EQUAL(extension, "dim")) {
        take_lines(product, path, where);
        return;
    }
    CPLXMLNode *tree = CPLParseXMLFile(path);

    take_xml(product, tree, where);
    CPLDestroyXMLNode(tree);
}

static void take_sidecar_if_there(struct product *product, const char *path)
{
    if (is_file(path))
        take_sidecar(product, path);
}

/* HyP3 keeps one text for all of a product's files: their common beginning, cut at underscores, and .txt. */
static void take_hyp3_text(struct product *product, const char *plain)
{
    char *stem = CPLStrdup(CPLGetBasename(plain)), *folder = CPLStrdup(CPLGetPath(plain));

    for (char *cut = stem + strlen(stem); cut; cut = strrchr(stem, '_')) {
        const char *path;

        *cut = '\0';
        path = CPLFormFilename(folder, stem, "txt");
        if (is_file(path)) {
            take_sidecar(product, path);
            break;
        }
    }
    CPLFree(stem);
    CPLFree(folder);
}

/* GAMMA's parameter files of the images: 20180106.par, 20180106.slc.par ... */
static void take_gamma_parameters(struct product *product, const char *plain)
{
    static const char *const endings[] = {"par", "slc.par", "rslc.par", "mli.par", "rmli.par"};
    char *folder = CPLStrdup(CPLGetPath(plain));
    int date[2];
    const size_t count = dates_in_name(CPLGetFilename(plain), date, 2);

    for (size_t i = 0; i < count && i < 2; i++)
        for (size_t e = 0; e < sizeof endings / sizeof *endings; e++)
            take_sidecar_if_there(product, CPLFormFilename(folder, CPLSPrintf("%d", date[i]), endings[e]));
    CPLFree(folder);
}

/* LiCSAR's metadata.txt, of the frame: in the folder or above it, also in a folder `metadata` there. */
static void take_licsar_text(struct product *product, const char *plain)
{
    char *folder = CPLStrdup(CPLGetPath(plain));

    for (int up = 0; up <= FOLDERS_ABOVE && *folder; up++) {
        char *above = CPLStrdup(CPLGetPath(folder));

        take_sidecar_if_there(product, CPLFormFilename(folder, "metadata.txt", NULL));
        take_sidecar_if_there(product, CPLFormFilename(folder, "metadata/metadata.txt", NULL));
        CPLFree(folder);
        folder = above;
    }
    CPLFree(folder);
}

/* SNAP: the image lies in name.data, its header beside that folder as name.dim. */
static void take_snap_header(struct product *product, const char *plain)
{
    char *folder = CPLStrdup(CPLGetPath(plain));

    if (EQUAL(CPLGetExtension(folder), "data"))
        take_sidecar_if_there(product, CPLResetExtension(folder, "dim"));
    CPLFree(folder);
}

static void take_sidecars(struct product *product, const char *plain, char **named)
{
    for (int i = 0; named && named[i]; i++) {
        if (!is_file(named[i]))
            G_fatal_error(_("sidecar=%s is no file that can be read"), named[i]);
        take_sidecar(product, named[i]);
    }
    take_sidecar_if_there(product, CPLSPrintf("%s.rsc", plain));
    take_sidecar_if_there(product, CPLSPrintf("%s.xml", plain));
    if (EQUAL(CPLGetExtension(plain), "vrt"))
        take_sidecar_if_there(product, CPLResetExtension(plain, "xml"));
    take_hyp3_text(product, plain);
    take_gamma_parameters(product, plain);
    take_licsar_text(product, plain);
    take_snap_header(product, plain);
}

/* The nearest name that gives dates counts: a folder above may hold all pairs, or another product. */
static void take_names(struct product *product, const char *file, const char *plain)
{
    char *path = CPLStrdup(plain);
    const char *within = strstr(file, plain);

    product_take_name(product, CPLGetFilename(path), "file name");
    if (within && within[strlen(plain)])
        product_take_name(product, CPLGetFilename(within + strlen(plain)), "array name");
    for (int up = 0; up < FOLDERS_ABOVE; up++) {
        char *above = CPLStrdup(CPLGetPath(path));

        CPLFree(path);
        path = above;
        if (!*CPLGetFilename(path))
            break;
        if (!product->date[0] || !product->content.value || !product->producer.value)
            product_take_folder(product, CPLGetFilename(path));
    }
    CPLFree(path);
}

struct product product_of_file(const char *file, char **sidecars)
{
    struct product product = product_unknown();
    GDALDatasetH dataset;
    char *plain;

    GDALAllRegister();
    CPLPushErrorHandler(CPLQuietErrorHandler);
    dataset = GDALOpenEx(file, GDAL_OF_RASTER | GDAL_OF_READONLY, NULL, NULL, NULL);
    if (!dataset)
        G_fatal_error(_("file=%s: GDAL cannot open it as raster (%s)"), file, CPLGetLastErrorMsg());
    plain = plain_file(file);
    take_object(&product, dataset, "metadata of the file");
    if (GDALGetRasterCount(dataset) > 0)
        take_object(&product, GDALGetRasterBand(dataset, 1), "metadata of band 1");
    take_arrays(&product, plain);
    take_sidecars(&product, plain, sidecars);
    if (GDALGetRasterCount(dataset) > 0)
        product_take_name(&product, GDALGetDescription(GDALGetRasterBand(dataset, 1)), "description of band 1");
    take_names(&product, file, plain);
    GDALClose(dataset);
    CPLPopErrorHandler();
    CPLFree(plain);
    return product;
}
