package article

func checkPairFields(file string, pairs []Pair) Faults { return nil }
