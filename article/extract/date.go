package extract

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Dates are kept as precise as they are known and never moved between time
// zones: the day is the day the page shows.
var (
	isoDate     = pattern(`\b(1[5-9]\d\d|20\d\d)-(\d\d)(?:-(\d\d))?(?:\b|T|_)`)
	compactDate = pattern(`^(1[5-9]\d\d|20\d\d)(\d\d)(\d\d)(?:\D|T|\d{6}|$)`)
	slashDate   = pattern(`\b(1[5-9]\d\d|20\d\d)(?:/|\. ?)(\d{1,2})(?:(?:/|\. ?)(\d{1,2}))?\b`)
	cjkDate     = pattern(`(1[5-9]\d\d|20\d\d)\s*[年년]\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日일])?`)
	dayFirst    = pattern(`\b(\d{1,2})([./-])(\d{1,2})[./-](1[5-9]\d\d|20\d\d)\b`)
	dayMonth    = pattern(`(?i)(?:^|[^\pL\d])(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s*(?:de\s+|of\s+)?-?([\pL]{3,12})\.?,?\s*(?:de\s+|del\s+)?-?(1[5-9]\d\d|20\d\d)\b`)
	monthDay    = pattern(`(?i)(?:^|[^\pL])([\pL]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(1[5-9]\d\d|20\d\d)\b`)
	monthYear   = pattern(`(?i)(?:^|[^\pL])([\pL]{3,12})\.?,?\s+(?:de\s+)?(1[5-9]\d\d|20\d\d)\b`)
	yearOnly    = pattern(`^(1[5-9]\d\d|20\d\d)$`)
	unixTime    = pattern(`^(\d{10})(?:\d{3})?$`)
	pathDate    = pattern(`/(19[89]\d|20\d\d)[/-]?(?:(0[1-9]|1[0-2])|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))(?:[/-]?(0[1-9]|[12]\d|3[01]))?(?:[/_-]|$)`)
)

// monthNames are the beginnings of the months' names in English, German,
// French, Spanish, Italian, Portuguese, Dutch, Polish (genitive) and Russian.
var monthNames = [12][]string{
	{"jan", "jän", "ene", "gen", "sty", "янв"},
	{"feb", "fév", "fev", "lut", "фев"},
	{"mar", "mär", "maa", "mrt", "mrz", "мар"},
	{"apr", "avr", "abr", "kwi", "апр"},
	{"may", "mai", "mag", "mei", "maj", "мая", "май"},
	{"jun", "juin", "giu", "cze", "июн"},
	{"jul", "juil", "lug", "lip", "июл"},
	{"aug", "aoû", "aou", "ago", "sie", "авг"},
	{"sep", "set", "wrz", "сен"},
	{"oct", "okt", "ott", "out", "paź", "окт"},
	{"nov", "lis", "ноя"},
	{"dec", "dez", "déc", "dic", "gru", "дек"},
}

// month is 1 to 12, or 0 for a word that is no month.
func month(word string) int {
	word = strings.ToLower(word)
	best, length := 0, 0
	for i, names := range monthNames {
		for _, name := range names {
			if strings.HasPrefix(word, name) && len(name) > length {
				best, length = i+1, len(name)
			}
		}
	}
	return best
}

// parseDate finds the first date in a string: "2015-07-28", or as much of it
// as is certain. lang decides whether 03/04/2015 is in March or in April; where
// it does not, only the year is known.
func parseDate(s, lang string) string {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 300 {
		return ""
	}
	if m := unixTime().FindStringSubmatch(s); m != nil {
		if sec, err := strconv.ParseInt(m[1], 10, 64); err == nil {
			return time.Unix(sec, 0).UTC().Format(time.DateOnly)
		}
	}
	if m := isoDate().FindStringSubmatch(s); m != nil {
		if d := date(m[1], m[2], m[3]); d != "" {
			return d
		}
	}
	if m := compactDate().FindStringSubmatch(s); m != nil {
		if d := date(m[1], m[2], m[3]); d != "" {
			return d
		}
	}
	for _, re := range []*regexp.Regexp{cjkDate(), slashDate()} {
		if m := re.FindStringSubmatch(s); m != nil {
			if d := date(m[1], m[2], m[3]); d != "" {
				return d
			}
		}
	}
	if m := dayMonth().FindStringSubmatch(s); m != nil && month(m[2]) > 0 {
		if d := date(m[3], strconv.Itoa(month(m[2])), m[1]); d != "" {
			return d
		}
	}
	if m := monthDay().FindStringSubmatch(s); m != nil && month(m[1]) > 0 {
		if d := date(m[3], strconv.Itoa(month(m[1])), m[2]); d != "" {
			return d
		}
	}
	if m := dayFirst().FindStringSubmatch(s); m != nil {
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[3])
		us := m[2] == "/" && strings.EqualFold(lang, "en-US")
		switch {
		case a > 12 || m[2] == ".":
			return date(m[4], m[3], m[1])
		case b > 12 || us:
			return date(m[4], m[1], m[3])
		case lang != "" && !strings.HasPrefix(lang, "en"):
			return date(m[4], m[3], m[1])
		default:
			return m[4]
		}
	}
	if m := monthYear().FindStringSubmatch(s); m != nil && month(m[1]) > 0 {
		return date(m[2], strconv.Itoa(month(m[1])), "")
	}
	if m := yearOnly().FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// dateIn is where a written date stands in a byline, nil when there is none.
func dateIn(s string) []int {
	for _, re := range []*regexp.Regexp{monthDay(), dayMonth(), isoDate(), slashDate(), dayFirst(), cjkDate()} {
		if loc := re.FindStringSubmatchIndex(s); loc != nil {
			if re == monthDay() && month(s[loc[2]:loc[3]]) == 0 || re == dayMonth() && month(s[loc[4]:loc[5]]) == 0 {
				continue
			}
			return loc[2:3]
		}
	}
	return nil
}

// date puts a date together, dropping what is not a day of that calendar.
func date(year, mon, day string) string {
	m, _ := strconv.Atoi(mon)
	if m < 1 || m > 12 {
		return ""
	}
	if day == "" {
		return fmt.Sprintf("%s-%02d", year, m)
	}
	y, _ := strconv.Atoi(year)
	d, _ := strconv.Atoi(day)
	if t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC); d < 1 || t.Day() != d {
		return ""
	}
	return fmt.Sprintf("%s-%02d-%02d", year, m, d)
}

// addressDate reads the date that many sites put in the path of an article's
// address: /2015/07/10/… or /2015/jul/10/….
func addressDate(path string) string {
	m := pathDate().FindStringSubmatch(strings.ToLower(path))
	if m == nil {
		return ""
	}
	mon := m[2]
	if mon == "" {
		mon = strconv.Itoa(month(m[3]))
	}
	return date(m[1], mon, m[4])
}
