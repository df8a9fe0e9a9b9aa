// Package qa turns a question into passages: the matching that Lector exists for.
//
// A question is freed of what people say around it (leadin.go) and read into its
// words (query.go), what kind of thing it asks for (question.go) and which
// quantity (quantity.go). What an article does not know is corrected, and every
// word leads to others that say the same: irregular forms, families, synonyms
// and sets of like words (expansion.go, bridges.go, thesaurus.go), and acronyms
// what the article says they stand for (acronyms.go). The index then finds
// candidates by BM25 with their paragraph and neighbours (candidates.go). Each
// candidate gets features (features.go, evidence.go, lexicon.go), whose weighted
// sum ranks it (score.go); trees set the best in order (rerank.go, trees.go).
// Signals say how far the question is met and what of it is missed, in the
// article and in English at large; a weighted sum of them, and trees, give the
// probability that the candidate answers (confidence.go). Prepared questions
// have features and signals of their own (pairs.go), of which a classifier of
// their phrasings gives the most (classifier.go, machines.go). Whether the
// probability is enough to say a passage, to offer a few, or to stay
// silent depends on the caution asked for.
//
// The weights are learned, not set: see package eval, which also measures them.
// A word that is met only by words of like meaning counts as unknown to the
// article: it helps to find a passage, not to be sure of it.
package qa
