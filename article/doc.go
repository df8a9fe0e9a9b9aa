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
//     Page furniture and headings are told from prose ([Block]).
//   - [Read] turns the bytes of a file (plain text, Markdown with front matter)
//     into an article, [ReadPairs] those of the pairs file beside it, [ReadFile]
//     and [OpenFolder] do both. What is refused is refused in a sentence for
//     the user around a sentinel ([ErrEmpty], [ErrBinary], …); faults in what a
//     person wrote come all together, with their lines, as [Faults].
//   - [FindQuote] says where a quote stands whatever its typography, and
//     [CheckPairs] which pairs rest on words that are no longer there.
//   - [DetectLang], [ParseDate], [NewID] give metadata their form, and
//     [Article.Validate] says everything that is wrong with an article.
//   - A [Collection] is a tenant: the operator's home, one server, one user.
//   - A [Store] keeps articles and tells, in commit order, what changed. A
//     [Library] is what people act on: it validates, gives IDs, and writes to
//     the store in somebody's name. A [Shelf] is a fixed set of articles in
//     memory, for who needs no store.
package article
