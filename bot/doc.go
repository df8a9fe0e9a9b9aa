// Package bot is Lector on Discord: it hears what members do, asks the engine,
// and says what the articles say, word for word, with the source.
//
// # The way of a question
//
// A [Bot] keeps a gateway connection for every shard (gateway.go: a supervisor
// around discordgo's Session; conn.go: the connection under it, which stops what
// discordgo cannot stand). The connection's events are sorted and queued in the
// read loop (bot.go, onEvent) and never handled there. A fixed number of workers
// takes them from the queue; when the queue is full, members are told that
// Lector is busy.
//
// What a member did is decoded by this package itself (interaction.go) and
// handled by one function that knows nothing of where it came from (bot.go,
// handle): the interactions endpoint (endpoint.go) gives it the same JSON over
// HTTP. scopeOf (scope.go) works out anew, each time, what may be searched and
// who may see it. dispatch.go finds who handles the interaction:
//
//   - ask.go: /ask and the message command; quote_command.go: /quote
//   - messages.go: direct messages, mentions, replies
//   - buttons.go: Context, Next passage, Share, Delete, the choice among candidates
//   - feedback.go: Helpful, Not helpful, Tell the editors
//   - lector_command.go: /lector settings, help, about; privacy.go: /lector privacy
//   - article_commands.go, answers_commands.go: what those who manage a library
//     do, through an [Editor] (editor.go); gaps_command.go: what was not answered,
//     with the form to answer it; wordings.go: the words that led to a helpful
//     answer, for the same people (earlier.go: what was asked in vain before
//     them); digest.go: the weekly list of it; watching.go: prepared answers whose
//     quote no longer stands, reported where they were prepared
//   - check_command.go: a quotation held against the articles
//
// The answer is a [Response]: one callback, and perhaps something to do after it.
// It is sent by this package's own client (rest.go), because discordgo's sends
// one at a time.
//
// # Many processes
//
// Processes that share [Leases] divide the shards among themselves (sharding.go):
// each serves its fair share, a process that dies is replaced by the others, and
// no two serve one shard at a time. An interaction takes one answer only, and an
// answer to a message carries the message's ID as a nonce that Discord enforces,
// so what arrives in both while a shard changes hands is answered once.
//
// # What is shown
//
// An answer is plain message content (render.go): a block quote of the passage,
// escaped so that Discord shows exactly the article's characters (markdown.go),
// the source below it, and a link that opens the source at the sentence
// (fragment.go). What Lector itself says comes from locale/*.yaml (locale.go).
//
// # State
//
// There is none that an answer depends on. A button's custom_id names the passage
// (reference.go), the question stands in the answer; both are authorised anew
// when the button is pressed, so buttons work after a restart and on any machine.
package bot
