package config

// Server is what a collection's owner may set for their own server, by
// /lector settings. The zero value is the default of everything.
type Server struct {
	// Channels are the channels where Lector may answer publicly; empty means
	// everywhere. Elsewhere it answers privately and says why.
	Channels []string `json:"channels,omitempty"`
	// Private is when answers are shown to the asker alone: "" (as the asker
	// chooses, public by default), "default" (private unless the asker says
	// otherwise), "always".
	Private string `json:"private,omitempty"`
	// Caution is how sure Lector must be: "" or "balanced", "careful", "eager".
	Caution string `json:"caution,omitempty"`
	// Lang is the language of what Lector says publicly; empty follows Discord's.
	Lang string `json:"lang,omitempty"`
	// ChannelArticle maps a channel to the ID of the article that it asks by default.
	ChannelArticle map[string]string `json:"channel_article,omitempty"`
	// Digest is the channel that gets the weekly list of unanswered questions; empty is none.
	Digest string `json:"digest,omitempty"`
}
