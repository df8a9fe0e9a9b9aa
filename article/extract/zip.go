package extract

func zipFormat(data []byte) format { return unknown }
