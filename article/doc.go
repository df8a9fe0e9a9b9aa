// Package article is the domain: what an article is, what stands in it where,
// which prepared pairs rest on it, and what a store of articles must promise.
//
// It imports the standard library and the small text libraries that reading
// needs, nothing else. Everything above it (matching, Discord, storage, the
// command) speaks in its types:
//
//   - An [Article] is a text with its metadata and its prepared [Pair]s. The
//     text is never changed once it is read; every place in it is a [Span] of
//     byte offsets, so a passage that is shown is always Text[Start:End].
//   - [Outline] derives paragraphs and sentences from a text. They are
//     recomputed, never stored, so a better splitter improves old articles too.
//   - [Read] turns the bytes of a file (plain text, Markdown with front matter)
//     into an article; [ReadPairs] the prepared pairs beside it.
//   - A [Collection] is a tenant: the operator's home, one server, one user.
//   - A [Store] keeps articles and tells, in commit order, what changed. A
//     [Library] is what people act on: it validates, gives IDs, and writes to
//     the store in somebody's name.
package article
