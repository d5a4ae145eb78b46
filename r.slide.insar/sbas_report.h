/** What operation=sbas prints: the network, the method and how many cells each rule removed. */
#ifndef R_SLIDE_INSAR_SBAS_REPORT_H
#define R_SLIDE_INSAR_SBAS_REPORT_H

#include "options.h"
#include "radar/sbas_block.h"

/** Prints to standard output, as format= says. */
void sbas_report(const struct options *options, const struct sbas_plan *plan, int subsets,
                 const struct sbas_tally *tally);

#endif
