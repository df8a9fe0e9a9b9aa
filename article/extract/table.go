package extract

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"lector/article"
)

// The names of the columns of a table of questions and answers, in the
// languages the command speaks, compared without case.
var (
	questionColumns = []string{"question", "questions", "q", "frage", "fragen", "pregunta", "preguntas", "domanda", "pergunta", "vraag", "вопрос", "问题", "質問", "질문", "prompt", "faq"}
	answerColumns   = []string{"answer", "answers", "a", "antwort", "antworten", "réponse", "reponse", "réponses", "respuesta", "respuestas", "risposta", "resposta", "antwoord", "ответ", "答案", "回答", "回答文", "답변", "response", "reply"}
	otherColumns    = []string{"alternates", "alternate", "alternatives", "phrasings", "variants", "variations", "other questions", "also asked", "synonyms"}
)

// readTable makes an article of a CSV or TSV file of questions and answers.
func readTable(src source) (Result, error) {
	text := decode(src.data, src.contentType)
	rows, lines, err := readRows(text)
	if err != nil {
		return Result{}, err
	}
	q, a, other, header := columns(rows)
	if q < 0 {
		return Result{}, fmt.Errorf("%w: the table needs a column of questions and one of answers, named so in its first row", ErrContentType)
	}
	e := &entries{}
	for i, row := range rows {
		if header && i == 0 || len(row) == 1 && strings.TrimSpace(row[0]) == "" {
			continue
		}
		cell := func(n int) string {
			if n < 0 || n >= len(row) {
				return ""
			}
			return row[n]
		}
		questions := []string{cell(q)}
		for s := range strings.FieldsFuncSeq(cell(other), func(r rune) bool { return r == '|' || r == '\n' || r == ';' }) {
			questions = append(questions, s)
		}
		e.add(questions, cell(a), lines[i])
	}
	if len(e.list) == 0 {
		return Result{}, fmt.Errorf("%w: no row has a question and an answer", ErrNoArticle)
	}
	out := e.article(article.Article{Title: titleFromName(src.name)})
	return Result{Articles: []article.Article{out}, Notes: e.notes()}, nil
}

// readRows reads a table whose separator is found out, and the line where each
// row begins.
func readRows(text string) (rows [][]string, lines []int, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator(text)
	r.LazyQuotes = true
	r.FieldsPerRecord = -1
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, lines, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		line, _ := r.FieldPos(0)
		if len(rows) > 10*maxQuestions {
			return nil, nil, fmt.Errorf("%w: more than %d rows", ErrTooLarge, 10*maxQuestions)
		}
		rows, lines = append(rows, row), append(lines, line)
	}
}

// separator is the one of the usual four that cuts the first rows into the
// most even columns.
func separator(text string) rune {
	best, bestScore := ',', -1
	for _, comma := range []rune{'\t', ',', ';', '|'} {
		r := csv.NewReader(strings.NewReader(text[:min(len(text), 64<<10)]))
		r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
		counts := map[int]int{}
		for range 30 {
			row, err := r.Read()
			if err != nil {
				break
			}
			counts[len(row)]++
		}
		// Rows that agree on a number of columns from two up; a header row
		// with known names decides.
		score := 0
		for n, rows := range counts {
			if n > 1 {
				score = max(score, rows)
			}
		}
		first, _, _ := strings.Cut(text, "\n")
		for name := range strings.SplitSeq(first, string(comma)) {
			if slices.Contains(questionColumns, columnName(name)) && strings.ContainsRune(first, comma) {
				score += 1000
			}
		}
		if score > bestScore {
			best, bestScore = comma, score
		}
	}
	return best
}

func columnName(s string) string {
	return strings.ToLower(strings.Trim(strings.TrimSpace(s), `"'*: `))
}

// columns finds where the questions and the answers stand: by the names in the
// first row, else by the question marks. q is -1 when it is no such table.
func columns(rows [][]string) (q, a, other int, header bool) {
	q, a, other = -1, -1, -1
	if len(rows) == 0 {
		return
	}
	for i, name := range rows[0] {
		name = columnName(name)
		switch {
		case q < 0 && slices.Contains(questionColumns, name):
			q = i
		case a < 0 && slices.Contains(answerColumns, name):
			a = i
		case other < 0 && slices.Contains(otherColumns, name):
			other = i
		}
	}
	if q >= 0 && a >= 0 {
		return q, a, other, true
	}
	// The column most of whose cells end in a question mark, and the longest other one.
	width := 0
	for _, row := range rows {
		width = max(width, min(len(row), 50))
	}
	bestMarks, longest := 0, 0
	q, a = -1, -1
	for c := range width {
		if marks, _ := columnStats(rows, c); marks > bestMarks && marks*2 >= len(rows) {
			q, bestMarks = c, marks
		}
	}
	if q < 0 {
		return -1, -1, -1, false
	}
	for c := range width {
		if _, size := columnStats(rows, c); c != q && size > longest {
			a, longest = c, size
		}
	}
	if a < 0 {
		return -1, -1, -1, false
	}
	return q, a, -1, false
}

func columnStats(rows [][]string, c int) (marks, size int) {
	for _, row := range rows {
		if c < len(row) {
			s := strings.TrimSpace(row[c])
			size += len(s)
			if strings.ContainsAny(lastRune(s), "?？؟") {
				marks++
			}
		}
	}
	return marks, size
}
