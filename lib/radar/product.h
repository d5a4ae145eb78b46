/**
 * What a radar product says of itself in names, metadata items and parameter files: dates, wavelength, angles, content
 * and producer, each with the place where it was found. Nothing is concluded that is not written there.
 */
#ifndef SLIDE_RADAR_PRODUCT_H
#define SLIDE_RADAR_PRODUCT_H

#include <stddef.h>

enum { PRODUCT_WHERE = 300 };

struct product_number {
    double value; /**< NaN: not found */
    char where[PRODUCT_WHERE];
};

struct product_text {
    const char *value; /**< NULL: not found */
    char where[PRODUCT_WHERE];
};

struct product {
    int date[2]; /**< as yyyymmdd, in the product's own order; the second is 0 for one image, both where none */
    char dates_where[PRODUCT_WHERE];
    struct product_number wavelength; /**< m */
    struct product_number incidence;  /**< degrees, one number for the scene */
    struct product_number heading;    /**< degrees clockwise from north */
    struct product_text content;      /**< a semantic label, such as "coherence" */
    struct product_text producer;     /**< as in phase_conventions */
    char conflict[PRODUCT_WHERE];     /**< the first disagreement between two places; empty where they agree */
};

/** Nothing found yet. */
struct product product_unknown(void);

/**
 * Calendar dates in a name, each once, in their order: yyyymmdd (also with Thhmmss behind), yyyy-mm-dd, ddMonyyyy and
 * dd-Mon-yyyy, not inside longer runs of digits, years 1978 to 2099.
 *
 * @param[out] date  [most] as yyyymmdd
 * @return how many there are, which may be more than `most`
 */
size_t dates_in_name(const char *name, int *date, size_t most);

/**
 * Takes what the name of a file or folder says. What is known already stays; a name that says otherwise is a conflict.
 * A name with more than two dates gives none.
 *
 * @param where  what kind of name, such as "file name"
 */
void product_take_name(struct product *product, const char *name, const char *where);

/**
 * product_take_name for a folder above the file: its dates count only where none are known, since a folder may be named
 * for something else.
 */
void product_take_folder(struct product *product, const char *name);

/**
 * Takes a metadata item of GDAL or a line of a parameter file. Known are, the last part of the key counting and case
 * not: wavelength in metres (WAVELENGTH, WAVELENGTH_METRES, radarWavelength, radar_wavelength), carrier frequency
 * (radar_frequency, centerFrequency; Hz, MHz or GHz by its unit or size), dates (FIRST_DATE, SECOND_DATE, DATE12, date,
 * first_line_time, Reference Granule, Secondary Granule), incidence (INCIDENCE_DEGREES, incidence_angle,
 * avg_incidence_angle), heading, and INSAR_PROCESSOR or PROCESSOR.
 */
void product_take_item(struct product *product, const char *key, const char *value, const char *where);

/** product_take_item for "key: value", "key = value" or "key value". */
void product_take_line(struct product *product, const char *line, const char *where);

#endif
