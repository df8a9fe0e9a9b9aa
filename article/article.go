package article

import (
	"strings"
	"time"
)

// ID names an article within its collection: a slug of lower-case letters,
// digits and hyphens, 1 to 64 bytes ("taliban-delegation-in-tianjin").
type ID string

// Collection names the tenant that a library belongs to: [Home], a server
// ([Guild]) or a user ([User]). Articles of one collection never answer in
// another, save that home answers everywhere.
type Collection string

// Home is the operator's own collection.
const Home Collection = "home"

// Guild is the collection of the Discord server with that snowflake.
func Guild(id string) Collection { return Collection("guild:" + id) }

// User is the collection of the Discord user with that snowflake: what answers
// in their direct messages.
func User(id string) Collection { return Collection("user:" + id) }

// Owner splits a collection into its kind ("home", "guild", "user") and the
// snowflake of its owner, which is empty for home.
func (c Collection) Owner() (kind, id string) {
	kind, id, _ = strings.Cut(string(c), ":")
	return kind, id
}

// Rev is a revision: the position of a change in a library's change feed.
// Revisions grow with every commit and are never reused; 0 is before the first.
type Rev int64

// Article is a text with its metadata and the pairs prepared on it. It is the
// unit of storage, of import and of indexing. Treat it as immutable: change a
// copy and put it back.
type Article struct {
	Collection Collection
	ID         ID
	Title      string // never empty once validated; at most 256 characters
	Publisher  string
	Author     string
	Published  string // as precise as known: "2021-07-28", "2021-07", "2021", or empty
	URL        string // http or https, or empty
	Lang       string // BCP 47 primary language ("en", "pt-BR"), or empty when unknown
	Note       string // shown with the source, such as "Retold for this project from …"
	Origin     string // the file, address or "discord" it was read from; what refresh reads again
	Version    string // what the site calls this state of Origin: an ETag or a Last-Modified date, or empty
	Text       string // valid UTF-8, exactly as read; at most MaxText bytes
	Pairs      []Pair // prepared questions and answers that cite this text
	Rev        Rev    // set by the store: the revision that wrote this state
	Updated    time.Time
}

// MaxText bounds [Article.Text] in bytes (8 MiB: several thick books).
const MaxText = 8 << 20

// Pair is a prepared question with its alternate phrasings, the answer an
// editor wrote, and the quote of the article that the answer rests on.
type Pair struct {
	ID        string   // names the pair within its article; stable over edits
	Questions []string // the main phrasing first, then alternates; at least one
	Answer    string   // shown labelled as prepared
	Quote     string   // stands word for word in Article.Text
	Line      int      // where the pair starts in its file, from 1; 0 when it has none
	Channel   string   // where on Discord it was prepared, a snowflake; empty elsewhere. Files do not hold it.
}

// Span is a range of bytes [Start, End) of an article's text.
type Span struct{ Start, End int }

// Len is the number of bytes the span covers.
func (s Span) Len() int { return s.End - s.Start }

// Of is the text under the span.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

// Contains reports whether t lies wholly within s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Overlaps reports whether s and t share at least one byte.
func (s Span) Overlaps(t Span) bool { return s.Start < t.End && t.Start < s.End }
