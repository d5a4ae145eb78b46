/** What r.slide.insar can compute. A new operation is a row in the table and a file of its own. */
#ifndef R_SLIDE_INSAR_OPERATIONS_H
#define R_SLIDE_INSAR_OPERATIONS_H

#include "options.h"

struct operation {
    const char *name;
    const char *description;
    option_set needs;   /**< options without which it cannot run */
    option_set outputs; /**< at least one of these */
    option_set takes;   /**< options that may be given besides */
    void (*run)(const struct options *options);
};

/** Ends with a row whose name is NULL. */
extern const struct operation operations[];

/** The operation that the user chose, its options checked: ends the module when one is missing or means nothing to it.
 */
const struct operation *operation_chosen(const struct options *options);

/** Prints, as JSON, which options each operation needs and takes: what forms and scripts are made from. */
void operations_print(const struct options *options);

/** LOS displacement from unwrapped phase. */
void run_displacement(const struct options *options);

/** Measures of coherence change. */
void run_change(const struct options *options);

/** Layover, shadow and local incidence. */
void run_geometry(const struct options *options);

/** Statistics of many maps, of all of them or of those within a window or a season. */
void run_stack(const struct options *options);

/** Medians of backscatter before and after an event, and their difference. */
void run_backscatter(const struct options *options);

/** Vertical and eastward motion from two tracks. */
void run_decomposition(const struct options *options);

/** Dates, wavelength and content of product files. */
void run_metadata(const struct options *options);

/** Boxcar and sibling coherence of two complex images, and operation=interferogram: their wrapped phase. */
void run_coherence(const struct options *options);

/** Unwrapped phase from wrapped phase. */
void run_unwrap(const struct options *options);

/** Filters wrapped phase. */
void run_filter(const struct options *options);

/** Motion along the slope from motion along the line of sight. */
void run_slope_parallel(const struct options *options);

/** Displacement over time and velocity from a stack of unwrapped interferograms. */
void run_sbas(const struct options *options);

#endif
