package article

// DetectLang is the BCP 47 tag of the language a text is written in, or empty
// when it cannot be told.
func DetectLang(text string) string { return "" }
