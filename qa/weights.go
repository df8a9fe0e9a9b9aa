package qa

// DefaultWeights are the weights an engine starts with.
func DefaultWeights() Weights {
	f := make([]float64, featureCount)
	for i, w := range map[int]float64{
		fBM25: 6, fBM25Share: 5, fParagraph: 2, fPrevious: 0.5, fPrevious2: 0.3, fNext: 0.4,
		fCover: 2, fCoverExact: 1, fCoverNear: 0.3, fHeaviestMissed: -1, fNames: 0.3, fNumbers: 0.5, fGrams: 4, fKin: 1,
		fBigrams: 1, fTrigrams: 1, fSequence: 1.5, fDensity: 0.5,
		fWhoName: 0.7, fWhoPerson: 0.2, fWhoGroup: 0.1, fWhenDate: 1, fWhenTime: 0.3, fYearYear: 1.5, fWherePlace: 0.7, fWhereName: 0.3,
		fWhyCause: 0.5, fManyNumber: 1.2, fManyUnit: 0.5, fMuchMoney: 1, fMuchNumber: 0.7, fHowManner: 0.3, fWhichName: 0.3, fWhatName: 0.1,
		fWhatDefine: 0.2, fWhatList: 0.1, fOtherNew: 0.5, fLength: 0.3, fShort: -0.7, fPronounCover: 1, fQuestion: -1.5, fHeading: -3, fRow: -0.3,
		fHeadingCover: 0.5, fPair: -1, fPairCover: 7, fPairBack: 6, fPairSame: 2, fPairGrams: 5, fPairSequence: 2, fPairVotes: 1, fPairKind: 0.5,
	} {
		f[i] = w
	}
	c := make([]float64, signalCount)
	for i, w := range map[int]float64{
		sBias: -5, sScore: 0.25, sMargin: 0.6, sCover: 3.5, sUnknown: -4, sGrams: 1.5, sHeaviestMissed: -0.8, sPair: -1, sPairScore: 0.3, sPairBack: 2,
	} {
		c[i] = w
	}
	return Weights{Features: f, Confidence: c, Eager: 0.35, Balanced: 0.5, Careful: 0.7}
}
