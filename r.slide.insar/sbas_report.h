/** What operation=sbas prints: the network, the method and how many cells each rule removed. */
#ifndef R_SLIDE_INSAR_SBAS_REPORT_H
#define R_SLIDE_INSAR_SBAS_REPORT_H

#include "options.h"
#include "pair_correction.h"
#include "pair_stack.h"
#include "radar/sbas_block.h"

/** What there is to report. */
struct sbas_account {
    const struct sbas_plan *plan;
    int subsets;
    const struct sbas_tally *tally;
    const struct pair_stack *stack;
    const struct pair_correction *correction;
};

/** Prints to standard output, as format= says; with format=json the network too. */
void sbas_report(const struct options *options, const struct sbas_account *account);

#endif
