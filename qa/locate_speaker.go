package qa

// attribute holds whom a message says the words are by against whom the article
// says they are by.
func (l *locator) attribute(f *Finding, p part, quote, message string) {}
