/* comparison.h -- what `offramp compare` prints. */
#ifndef OFR_COMPARISON_H
#define OFR_COMPARISON_H

#include "../core/file_write.h"
#include "../studies/compare.h"

/* For people, in lines of about `width` cells: outcomes at every horizon, ledgers, attacks a week by month. OFR_IO. */
ofr_status comparison_text(const ofr_comparison *comparison, int width, FILE *out, ofr_error *err);
/* Everything; docs/page-data.md has the keys. OFR_IO. */
ofr_status comparison_json(const ofr_comparison *comparison, FILE *out, ofr_error *err);
/* As page_write (answer.h), for a comparison. */
ofr_status page_write_comparison(const ofr_comparison *comparison, const char *template_html,
                                 const char *out_html, const file_rule *rule, ofr_error *err);

#endif
