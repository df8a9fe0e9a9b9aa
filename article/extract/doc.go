// Package extract turns an address or a file into clean articles.
//
// An [Extractor] is made once and used by everybody. [Extractor.URL] fetches
// an address, [Extractor.File] takes the bytes of a file, and both end in the
// same place: the bytes are looked at (not trusted by name or header), handed
// to the reader of their format, and come back as a [Result]: one article, or
// several (a feed has one per item), with notes for whoever added them.
//
// The steps, bottom-up:
//
//   - fetch.go gets bytes from the outside and trusts nobody: the address
//     that is dialled is checked after the name is resolved, so that neither a
//     redirect, nor a DNS answer, nor an odd spelling of an address reaches a
//     private machine; size, time, redirects and decompression are bounded;
//     robots.go keeps a site's rules.
//   - charset.go makes UTF-8 of a page, whatever its header claims.
//   - page.go finds the main text of a page (Readability's algorithm does the
//     finding, noise.go takes out what it leaves), render.go writes it
//     as plain paragraphs, metadata.go reads who wrote it, when and where, and
//     refuse.go tells an article from a paywall, a consent form, a login or a
//     list of links.
//   - faq.go makes an article with prepared pairs of the questions and answers
//     that a page declares, a Markdown file holds, or (table.go) a CSV file
//     lists. Each pair cites its own answer.
//   - text.go, docx.go, epub.go and feed.go read the other formats. zip.go
//     unpacks with limits on what is unpacked, whatever a file says of itself.
//   - pdf.go reads PDFs in a child process of the same binary (pdfchild.go),
//     which main must give a chance with [ChildMain]; reflow.go makes
//     paragraphs of printed lines.
//
// Every refusal is a [Refusal]: a sentence that says what is wrong and what to
// do instead. Nothing is stored here, and nothing is kept between two calls
// but the rules of the sites that were visited.
package extract
