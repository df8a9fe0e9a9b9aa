package article

import "time"

// Gap is a question that a collection did not answer, or answered and was told
// that it did not help. Like questions are grouped under one gap.
type Gap struct {
	ID         string
	Collection Collection
	Question   string    // as the first asker typed it
	Phrasings  []string  // other wordings grouped with it, oldest first, at most 20
	Key        string    // normalised terms by which like questions are grouped
	Askers     int       // distinct askers, counted by keyed hashes that are forgotten with the gap
	Asked      int       // how often
	First      time.Time // first asked
	Last       time.Time // last asked
	Reason     string    // "silent", "unsure" or "not helpful"
	Article    ID        // the article of the nearest passage, empty when there is none
	Nearest    Span      // the nearest passage
	Channel    string    // where it was last asked: a snowflake
}

// Vote is a member's judgement of an answer. It is kept under a keyed hash of
// user and message, never under a name.
type Vote struct {
	Key        string     // keyed hash of user and message, see MemberKey
	Collection Collection // where it was given
	Source     Collection // the article's: Collection, or home; empty in votes of the first releases
	Question   string     // empty for what was asked in private, unless the asker told it
	Earlier    string     // what the same member had asked there in vain just before, or empty
	Article    ID
	Pair       string // the pair that answered, or empty
	Span       Span
	Helpful    bool
	At         time.Time
}

// MemberKey is how many characters at the start of a vote's key are the keyed
// hash of the member alone, for whoever forgets members or counts them.
const MemberKey = 32

// Member is the keyed hash of who voted.
func (v Vote) Member() string { return v.Key[:min(len(v.Key), MemberKey)] }
