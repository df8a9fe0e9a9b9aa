// Package eval measures how right the answers are, and learns the weights.
//
// [Run] reads question files ([Load]: SQuAD, XQuAD-R, CLINC150, StackFAQ, and
// question lists of this project), puts each question to an engine that holds
// the article it was written for, and makes a [Report]: where the right passage
// stood, what was said and what was passed over in silence, whether confidence
// means what it says, each with a bootstrap interval resampled by article. The
// report is written as a table, as JSON, or as one HTML file with plots and the
// surest misses.
//
// [Train] learns from files that may train, in this order. The ranking: a
// listwise softmax over each question's candidates, by L-BFGS, cross-validated
// by article, over whole articles and over excerpts of a few paragraphs of
// them, with some questions misspelt and some as if typed in haste ([Terse]), and
// over question lists, which are what members ask and weigh most. Trees are
// boosted on top, by the same loss, for the ten best sentences. The confidence:
// a logistic fit on signals of the best candidates, and trees that add to its
// log-odds, where questions of another article, of another part of
// their own, and of their own without the sentence that answers, have no answer;
// every article is judged by weights learned without it. The thresholds: from
// the held-out curves of precision against coverage, the more careful of whole
// articles' and excerpts'; of short articles more is asked, so that nine in ten
// of the lists' questions without an answer get silence. [LearnLexicon] comes before all that: it counts
// which words of questions their answers repeat, and which they replace.
//
// Prepared questions are learned apart, by [TrainPairs] (qa/pairweights.go), once
// the weights of sentences stand: on CLINC150's utterances as collections of
// pairs with one to a hundred phrasings, and on articles with pairs beside their
// sentences, so that a pair's score means what a sentence's does.
//
// The weights that the engine starts with (qa/weights.go) were learned from
// squadshifts-new_wiki and the lists of testdata/lessons; the words
// (qa/learned.go) from nqg's sentences and questions. They come out of the tree
// byte for byte: what is learned does not depend on what the engine had learned. What the groups of
// features bring, as P@1 on new_wiki articles held out, each time learned
// without one of them, by the linear weights alone (all: 0.7889; with trees,
// which learn the rest from what is left, 0.7979):
//
//	n-grams, sequence, density   0.7784
//	learned words                0.7829
//	pronoun                      0.7855
//	answer evidence              0.7857
//	coverage                     0.7867
//	character 4-grams and kin    0.7874
//	heading and block            0.7882
//	BM25 of the sentence         0.7890
//	length and position          0.7895
//	paragraph                    0.7906
//	neighbours                   0.7931
//
// The last of them carry one another: each can be missed singly, and on whole
// articles of an encyclopaedia the linear weights do better without some.
package eval
