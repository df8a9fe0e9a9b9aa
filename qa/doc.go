// Package qa turns a question into passages: the matching that Lector exists for.
//
// A question is read into its words (query.go). What an article does not know is
// corrected, and every word leads to others that say the same: irregular forms,
// families, synonyms and sets of like words (expansion.go, bridges.go,
// thesaurus.go), and acronyms what the article says they stand for (acronyms.go). The index then finds candidates by BM25 with their paragraph
// and neighbours (candidates.go). Each candidate gets features (features.go,
// evidence.go, lexicon.go; pairs.go for prepared questions, with what a
// classifier of their phrasings says: classifier.go, machines.go), whose weighted sum ranks it (score.go), and signals,
// from which comes the probability that it answers (confidence.go). Whether that
// is enough to say it, to offer a few, or to stay silent depends on the caution
// asked for.
//
// The weights are learned, not set: see package eval, which also measures them.
// A word that is met only by words of like meaning counts as unknown to the
// article: it helps to find a passage, not to be sure of it.
package qa
