package article

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// ParseDate reads a date as people and pages write it ("2021-07-28",
// "July 28, 2021", "28. Juli 2021", "28/07/2021", "2021年7月28日",
// "2021-07-28T10:00:00Z", "July 2021", "2021") and returns it as precise as it
// is: "2021-07-28", "2021-07" or "2021". An ambiguous one ("03/04/2021") is an
// error, which says how to write it: [Faults].
func ParseDate(s string) (string, error) {
	date, fault := parseDate(s)
	if fault != nil {
		return "", Faults{*fault}
	}
	return date, nil
}

func parseDate(s string) (string, *Fault) {
	fail := func(code string) (string, *Fault) { return "", newFault(code, "value", quoteShort(s)) }
	// Numbers and words, in order.
	var tokens []string
	for _, f := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) }) {
		for f != "" {
			digit := unicode.IsDigit(rune(f[0]))
			n := strings.IndexFunc(f, func(r rune) bool { return unicode.IsDigit(r) != digit })
			if n < 0 {
				n = len(f)
			}
			tokens = append(tokens, f[:n])
			f = f[n:]
		}
	}
	var numbers []int
	month, monthAt := 0, -1
	for _, t := range tokens {
		if n, err := strconv.Atoi(t); err == nil {
			if len(numbers) < 3 {
				numbers = append(numbers, n)
				if len(t) == 8 && len(tokens) == 1 { // 20210728
					numbers = []int{n / 10000, n / 100 % 100, n % 100}
				}
			}
			continue
		}
		if m := monthNumber(t); m != 0 && month == 0 {
			month, monthAt = m, len(numbers)
		}
	}
	var y, m, d int
	switch {
	case month != 0:
		m = month
		// Around a month's name: day and year, whichever is which.
		if monthAt == 0 && len(numbers) > 2 || monthAt > 0 && len(numbers) > 2 && numbers[1] > 31 {
			numbers = numbers[:2] // a time of day follows
		}
		switch {
		case len(numbers) == 1 && numbers[0] >= 1000:
			y = numbers[0]
		case len(numbers) >= 2 && numbers[0] <= 31 && numbers[1] >= 1000:
			d, y = numbers[0], numbers[1]
		case len(numbers) >= 2 && numbers[0] >= 1000 && numbers[1] <= 31:
			y, d = numbers[0], numbers[1]
		default:
			return fail("date_unreadable")
		}
		if len(numbers) >= 2 && d == 0 {
			return fail("date_impossible")
		}
	case len(numbers) == 0:
		return fail("date_unreadable")
	case numbers[0] >= 1000:
		y = numbers[0]
		if len(numbers) > 1 {
			m = numbers[1]
		}
		if len(numbers) > 2 {
			d = numbers[2]
		}
		if len(numbers) > 1 && m == 0 || len(numbers) > 2 && d == 0 {
			return fail("date_impossible")
		}
	case len(numbers) == 2 && numbers[1] >= 1000: // 07/2021
		m, y = numbers[0], numbers[1]
	case len(numbers) == 3 && numbers[2] >= 1000:
		y = numbers[2]
		switch a, b := numbers[0], numbers[1]; {
		case strings.Count(s, ".") >= 2: // 28.07.2021: day first wherever dots are written
			d, m = a, b
		case a > 12:
			d, m = a, b
		case b > 12:
			m, d = a, b
		case a == b:
			d, m = a, b
		default:
			return fail("date_ambiguous")
		}
	default:
		return fail("date_unreadable")
	}
	if y > 9999 || m > 12 || d > 31 || y < 1000 {
		return fail("date_impossible")
	}
	if d != 0 && time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Day() != d {
		return fail("date_impossible")
	}
	switch {
	case m == 0:
		return fmt.Sprintf("%04d", y), nil
	case d == 0:
		return fmt.Sprintf("%04d-%02d", y, m), nil
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d), nil
}

// monthNumber is the number of the month that a word in small letters names,
// in full or by its first letters, in ten languages; 0 for none.
func monthNumber(w string) int {
	if len([]rune(w)) < 3 {
		return 0
	}
	for m, names := range [12]string{
		"january januar jänner janvier enero janeiro gennaio januari января січня stycznia",
		"february februar février fevrier febrero fevereiro febbraio februari февраля лютого lutego",
		"march märz maerz mars marzo março marco maart марта березня marca",
		"april avril abril aprile апреля квітня kwietnia",
		"may mai mayo maio maggio mei maj мая травня maja",
		"june juni juin junio junho giugno июня червня czerwca",
		"july juli juillet julio julho luglio июля липня lipca",
		"august août aout agosto augustus augusti августа серпня sierpnia",
		"september septembre septiembre setembro settembre сентября вересня września",
		"october oktober octobre octubre outubro ottobre октября жовтня października",
		"november novembre noviembre novembro ноября листопада listopada",
		"december dezember décembre decembre diciembre dezembro dicembre декабря грудня grudnia",
	} {
		for _, n := range strings.Fields(names) {
			// "jan", "sept"; one letter more or less decides jun and jul.
			if w == n || len(w) >= 3 && len(w) < len(n) && strings.HasPrefix(n, w) && (len([]rune(w)) <= 4) {
				return m + 1
			}
		}
	}
	return 0
}
