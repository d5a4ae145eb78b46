/** An HTML page that grows in memory: escaped text, tables, pictures as data. */
#ifndef R_SLIDE_EVAL_PAGE_H
#define R_SLIDE_EVAL_PAGE_H

#include <stddef.h>
#include <stdio.h>

struct page {
    FILE *stream;
    char *bytes; /**< whole after page_end */
    size_t size;
};

/** Ends the module when memory is short, as all of these do. */
struct page page_begin(void);

/** Closes the stream; free(page->bytes) then. */
void page_end(struct page *page);

/** As it is: markup of the module's own. */
void page_markup(struct page *page, const char *markup);

/** Escapes what HTML takes for markup; what is no UTF-8 becomes question marks, control characters spaces. */
void page_text(struct page *page, const char *text);

/** page_text of a text put together as printf does. */
void page_format(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** A whole element <name>text</name>; `name` may hold attributes. */
void page_element(struct page *page, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** A section with an anchor and its heading; ends with page_markup(page, "</section>\n"). */
void page_section(struct page *page, const char *anchor, const char *heading);

/** A table that scrolls in its own box. @param[in] head  texts of the columns, ended by NULL */
void page_table_begin(struct page *page, const char *caption, const char *const *head);
void page_table_end(struct page *page);

/** A row's first cell, its name. */
void page_row_begin(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));
void page_row_end(struct page *page);

/** Cells of numbers; what is undefined is a dash. `digits` are those after the point. */
void page_number(struct page *page, double value, int digits);

/** Six significant digits, whatever the size. */
void page_quantity(struct page *page, double value);

/** In groups of three. */
void page_count(struct page *page, size_t count);

void page_cell(struct page *page, const char *text);

/** A row of a name and a text. */
void page_fact(struct page *page, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));

/**
 * An image element with the picture inside.
 *
 * @param[in] type        "image/png"
 * @param[in] attributes  further ones, markup of the module's own; empty for none
 * @param[in] words       what it shows, for those who cannot see it
 */
void page_picture(struct page *page, const char *type, const char *bytes, size_t size, const char *attributes,
                  const char *words);

/** "1 234 567". @param[out] text  [32 or more] */
const char *grouped(size_t count, char *text);

#endif
