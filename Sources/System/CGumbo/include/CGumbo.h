#ifndef CGUMBO_H
#define CGUMBO_H

#include <gumbo.h>
#include <stddef.h>

/// Why a page was not parsed.
enum {
    HTML_OK = 0,
    /// It would take more memory than is allowed.
    HTML_TOO_BIG = 1,
    /// It would take more of the processor's time than is allowed.
    HTML_TOO_SLOW = 2,
};

struct html_page;

/// Parses `count` bytes of UTF-8 with gumbo, in at most `memory` bytes and `milliseconds` of the processor's time.
/// On HTML_OK `*page` is a page for `html_free`.
int html_parse(const char *bytes, size_t count, size_t memory, long milliseconds, struct html_page **page);

/// The node of the document: a GUMBO_NODE_DOCUMENT.
const GumboNode *html_document(const struct html_page *page);

void html_free(struct html_page *page);

/// A node's parts. (A union with anonymous members is awkward from Swift.)
const GumboVector *html_children(const GumboNode *node);
const GumboElement *html_element(const GumboNode *node);
const char *html_text(const GumboNode *node);

#endif
