// Lector answers questions about articles in the articles' own words: in a
// terminal, and on Discord.
//
// This command wires the parts together and owns what a person at a terminal
// sees. A tour of the house, from the ground up:
//
//   - lector/article is the domain: article.Article, the spans of its
//     paragraphs and sentences, the prepared pairs, and the contract of a store.
//     It knows no database, no Discord and no matching.
//   - lector/article/extract turns a file or an address into an article;
//     lector/article/store keeps articles in SQLite or PostgreSQL and tells, in
//     commit order, what changed.
//   - lector/qa matches a question against a collection: terms, expansion,
//     candidates, features, score, confidence. qa.Engine follows a store's
//     feed, so one mechanism serves first load, edits and many machines.
//     lector/qa/eval measures how right it is and learns its weights.
//   - lector/bot is Discord: it decodes interactions and messages, asks the
//     engine, and renders passages so that they show the article's characters
//     and ping nobody. lector/bot/reader is the page that a source link opens.
//   - lector/config is what an operator sets, and what a server's moderators
//     set for their server.
//   - Here, run.go takes the arguments apart and gives exit codes, grammar.go
//     is the command line, reading.go opens what a command asks, and each
//     command has a file of its own name. serve.go builds the bot.
//
// Data goes one way. An article comes in through extract, is validated by a
// library, written by a store, announced by its feed, indexed by the engine. A
// question comes in through bot or cmd, is answered by the engine from memory,
// and goes out as a passage: a span of the article's text, never a copy that
// somebody could have changed.
//
// layout_test.go keeps the import rules and what the root may hold; testdata
// holds scripts that run the command as a user would; readme_test.go types what
// the README tells its reader to type.
package main
