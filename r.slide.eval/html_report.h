/** The report: one HTML file that opens anywhere, with tables, curves, maps, the model and how it all was made. */
#ifndef R_SLIDE_EVAL_HTML_REPORT_H
#define R_SLIDE_EVAL_HTML_REPORT_H

#include "charts.h"

struct html_options {
    const char *path;    /**< of the report, or NULL: none is asked for */
    const char *model;   /**< path of the model whose card is shown, or NULL */
    const char *command; /**< that was run */
};

/** Ends the module when the model cannot be read: before long work. */
void html_refuse(const struct html_options *options);

/** Writes the file whole; ends the module when that fails. */
void html_report(const struct findings *findings, const struct curves *curves, const struct html_options *options);

#endif
