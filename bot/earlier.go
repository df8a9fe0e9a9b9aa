package bot

import (
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"lector/qa"
)

// earlier remembers, in memory and for some minutes, what a member asked in vain
// in a channel: when they then ask in other words and call the answer helpful,
// the first wording is worth offering as a question of that answer. Only what may
// become a gap is remembered: questions asked openly, and those that the asker
// told the editors of. Another process does not know of it, nor does this one
// after a restart; then nothing is offered, and nothing is lost.
type earlier struct {
	asked *expirable.LRU[string, vain]
}

// vain is a question that was not answered.
type vain struct {
	question string
	by       string // the ID of the message or interaction that asked or told it
}

// earlierKept is how long a question in vain counts as asked just before.
const earlierKept = 10 * time.Minute

func newEarlier() *earlier {
	return &earlier{expirable.NewLRU[string, vain](50_000, nil, earlierKept)}
}

func (e *earlier) remember(user, channel, by, question string) {
	e.asked.Add(user+"."+channel, vain{question, by})
}

// before is what the member asked in vain in the channel before the message
// answer was sent, in other words than question; "" when there is nothing.
func (e *earlier) before(user, channel, answer, question string) string {
	v, ok := e.asked.Get(user + "." + channel)
	if !ok || !younger(answer, v.by) || qa.GroupKey(v.question) == qa.GroupKey(question) {
		return ""
	}
	return v.question
}

// younger reports whether the snowflake a was made after b.
func younger(a, b string) bool {
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return a > b
}
