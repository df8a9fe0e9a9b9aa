package qa

import "lector/article"

// Held is what an engine holds in memory just now.
type Held struct {
	Collections int         // loaded
	Articles    int         // in them
	Bytes       int64       // of their indexes and texts, estimated
	Followed    article.Rev // the newest revision that [Engine.Follow] has seen
}

// Held reports what the engine holds: for metrics.
func (e *Engine) Held() Held {
	e.mu.Lock()
	defer e.mu.Unlock()
	held := Held{Followed: e.rev}
	for _, c := range e.held {
		if s := c.snap.Load(); s != nil {
			held.Collections++
			held.Articles += s.articles
			held.Bytes += int64(s.size)
		}
	}
	return held
}
