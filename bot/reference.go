package bot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"hash/fnv"
	"strconv"
	"strings"

	"lector/article"
	"lector/qa"
)

// A button's state is in its custom_id, so that it works after a restart and on
// any machine: a verb, its arguments and a seal, joined by dots (which an
// article's ID cannot hold). At most 100 characters are to be had; the longest,
// with an ID of 64 bytes, comes to 94.
//
// A custom_id is a reference, never a right: what it names is authorised anew,
// as if it had been typed. The seal only keeps made-up ones out early.

// The verbs of buttons.
const (
	verbContext   = "c"
	verbNext      = "n"
	verbShare     = "s"
	verbHelpful   = "h"
	verbUnhelpful = "u"
	verbDelete    = "d"
	verbPick      = "p"
	verbTell      = "t"
	verbSettings  = "set"
)

// sealSize is the seal's length in characters: 36 bits, against guessing through
// Discord, which limits how often one can.
const sealSize = 6

// sealer seals custom_ids with a key made from the bot's token: the same on every
// machine and after every restart, and gone with the token.
type sealer struct{ key []byte }

func newSealer(token string) sealer {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("lector custom_id"))
	return sealer{mac.Sum(nil)}
}

// id makes a custom_id.
func (s sealer) id(verb string, args ...string) string {
	body := strings.Join(append([]string{verb}, args...), ".")
	return body + "." + s.seal(body)
}

// open reads a custom_id; it is false for one that id did not make.
func (s sealer) open(id string) (verb string, args []string, ok bool) {
	dot := strings.LastIndexByte(id, '.')
	if dot < 0 || !hmac.Equal([]byte(id[dot+1:]), []byte(s.seal(id[:dot]))) {
		return "", nil, false
	}
	parts := strings.Split(id[:dot], ".")
	return parts[0], parts[1:], true
}

func (s sealer) seal(body string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(body))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))[:sealSize]
}

// place is a passage as a reference names it: the kind of its collection, its
// article, its span, and a hash of the pair it came by.
type place struct {
	kind string
	id   article.ID
	span article.Span
	pair string // "" for a sentence
}

const placeArgs = 5

func placeOf(s scope, p qa.Passage) place {
	pl := place{kind: s.kind(p.Article.Collection), id: p.Article.ID, span: p.Span}
	if p.Pair != nil {
		pl.pair = pairHash(p.Pair.ID)
	}
	return pl
}

// pairHash stands for a pair's ID, which may be long.
func pairHash(id string) string {
	h := fnv.New32a()
	h.Write([]byte(id))
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

func (p place) args() []string {
	return []string{p.kind, string(p.id), strconv.FormatInt(int64(p.span.Start), 36), strconv.FormatInt(int64(p.span.Len()), 36), p.pair}
}

func parsePlace(args []string) (place, bool) {
	if len(args) < placeArgs {
		return place{}, false
	}
	start, err1 := strconv.ParseInt(args[2], 36, 32)
	n, err2 := strconv.ParseInt(args[3], 36, 32)
	if err1 != nil || err2 != nil || start < 0 || n < 0 || start+n > article.MaxText {
		return place{}, false
	}
	return place{args[0], article.ID(args[1]), article.Span{Start: int(start), End: int(start + n)}, args[4]}, true
}

// value is the place as an autocomplete value, of at most 80 characters.
func (p place) value() string { return valuePrefix + strings.Join(p.args(), ".") }

// valuePrefix begins an autocomplete value that is a reference and not words.
const valuePrefix = "ref:"

func parseValue(value string) (place, bool) {
	rest, ok := strings.CutPrefix(value, valuePrefix)
	if !ok {
		return place{}, false
	}
	args := strings.Split(rest, ".")
	if len(args) != placeArgs {
		return place{}, false
	}
	return parsePlace(args)
}
