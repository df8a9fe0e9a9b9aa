package discordtest

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// apiError is an answer in Discord's error shape.
type apiError struct {
	status int
	code   int
	msg    string
	form   *form // for 50035
	// blame is whether a bot that meets this error did what it should never do.
	blame bool
	// A 429's own fields.
	retry  time.Duration
	global bool
}

func (e *apiError) Error() string {
	s := fmt.Sprintf("%d %s (HTTP %d)", e.code, e.msg, e.status)
	if e.form != nil {
		s += ": " + strings.Join(e.form.lines(), "; ")
	}
	return s
}

func (e *apiError) body() []byte {
	v := map[string]any{"message": e.msg, "code": e.code}
	if e.retry > 0 {
		v = map[string]any{"message": e.msg, "retry_after": e.retry.Seconds(), "global": e.global}
	}
	if e.form != nil {
		v["errors"] = e.form.tree()
	}
	b, _ := json.Marshal(v)
	return b
}

// The errors that depend on the world.
var (
	errUnknownChannel     = &apiError{status: 404, code: 10003, msg: "Unknown Channel"}
	errUnknownGuild       = &apiError{status: 404, code: 10004, msg: "Unknown Guild"}
	errUnknownMember      = &apiError{status: 404, code: 10007, msg: "Unknown Member"}
	errUnknownMessage     = &apiError{status: 404, code: 10008, msg: "Unknown Message"}
	errUnknownUser        = &apiError{status: 404, code: 10013, msg: "Unknown User"}
	errUnknownWebhook     = &apiError{status: 404, code: 10015, msg: "Unknown Webhook"}
	errUnknownInteraction = &apiError{status: 404, code: 10062, msg: "Unknown interaction"}
	errUnknownCommand     = &apiError{status: 404, code: 10063, msg: "Unknown application command"}
	errAcknowledged       = &apiError{status: 400, code: 40060, msg: "Interaction has already been acknowledged."}
	errTooManyFollowups   = &apiError{status: 400, code: 40094, msg: "This interaction has reached its maximum number of follow-up messages.", blame: true}
	errMissingAccess      = &apiError{status: 403, code: 50001, msg: "Missing Access"}
	errOthersMessage      = &apiError{status: 403, code: 50005, msg: "Cannot edit a message authored by another user"}
	errEmptyMessage       = &apiError{status: 400, code: 50006, msg: "Cannot send an empty message", blame: true}
	errCannotDM           = &apiError{status: 403, code: 50007, msg: "Cannot send messages to this user"}
	errMissingPermissions = &apiError{status: 403, code: 50013, msg: "Missing Permissions"}
	errInvalidWebhook     = &apiError{status: 401, code: 50027, msg: "Invalid Webhook Token"}
	errNoMutualGuild      = &apiError{status: 403, code: 50278, msg: "Cannot send messages to this user due to having no mutual guilds"}
	errReadHistory        = &apiError{status: 403, code: 160002, msg: "Cannot reply without permission to read message history"}
	errUnauthorized       = &apiError{status: 401, code: 0, msg: "401: Unauthorized", blame: true}
	errNoSuchRoute        = &apiError{status: 404, code: 0, msg: "404: Not Found", blame: true}
	errMethod             = &apiError{status: 405, code: 0, msg: "405: Method Not Allowed", blame: true}
	errInvalidVersion     = &apiError{status: 400, code: 50041, msg: "Invalid API version", blame: true}
	errInvalidJSON        = &apiError{status: 400, code: 50109, msg: "The request body contains invalid JSON.", blame: true}
	errDailyCreates       = &apiError{status: 429, code: 30034, msg: "Max number of daily application command creates has been reached (200)", blame: true}
)

// form collects the faults of one payload, by path, as Discord reports them
// under code 50035.
type form struct{ faults []formFault }

type formFault struct {
	path []string
	code string
	msg  string
}

func (f *form) add(path []string, code, msg string) {
	f.faults = append(f.faults, formFault{append([]string(nil), path...), code, msg})
}

func (f *form) err() *apiError {
	if len(f.faults) == 0 {
		return nil
	}
	return &apiError{status: 400, code: 50035, msg: "Invalid Form Body", form: f, blame: true}
}

func (f *form) lines() []string {
	var out []string
	for _, x := range f.faults {
		out = append(out, strings.Join(x.path, ".")+": "+x.msg)
	}
	return out
}

// tree is the nested form {"embeds":{"0":{"title":{"_errors":[{code,message}]}}}}.
func (f *form) tree() map[string]any {
	root := map[string]any{}
	for _, x := range f.faults {
		node := root
		for _, p := range x.path {
			next, ok := node[p].(map[string]any)
			if !ok {
				next = map[string]any{}
				node[p] = next
			}
			node = next
		}
		list, _ := node["_errors"].([]any)
		node["_errors"] = append(list, map[string]any{"code": x.code, "message": x.msg})
	}
	return root
}

// object is a JSON object under validation, with its place in the payload.
type object struct {
	form *form
	path []string
	m    map[string]any
}

func (o object) at(key string) []string { return append(append([]string(nil), o.path...), key) }

func (o object) fault(key, code, format string, args ...any) {
	p := o.path
	if key != "" {
		p = o.at(key)
	}
	o.form.add(p, code, fmt.Sprintf(format, args...))
}

// has reports whether a key is present and not null.
func (o object) has(key string) bool { return o.m[key] != nil }

// text reads a string of min to max code points. A required one must be there.
func (o object) text(key string, required bool, min, max int) string {
	v, ok := o.m[key]
	if !ok || v == nil {
		if required {
			o.fault(key, "BASE_TYPE_REQUIRED", "This field is required")
		}
		return ""
	}
	s, ok := v.(string)
	if !ok {
		o.fault(key, "STRING_TYPE_CONVERT", "Could not interpret %v as string.", v)
		return ""
	}
	n := utf8.RuneCountInString(s)
	switch {
	case !utf8.ValidString(s):
		o.fault(key, "STRING_TYPE_CONVERT", "Not valid UTF-8.")
	case n > max:
		o.fault(key, "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", max)
	case n < min:
		o.fault(key, "BASE_TYPE_MIN_LENGTH", "Must be %d or more in length.", min)
	}
	return s
}

// integer reads a whole number within [min, max]; def where it is absent.
func (o object) integer(key string, required bool, min, max, def int64) int64 {
	v, ok := o.m[key]
	if !ok || v == nil {
		if required {
			o.fault(key, "BASE_TYPE_REQUIRED", "This field is required")
		}
		return def
	}
	n, err := wholeNumber(v)
	if err != nil {
		o.fault(key, "NUMBER_TYPE_COERCE", "Value %q is not int.", fmt.Sprint(v))
		return def
	}
	if n < min || n > max {
		o.fault(key, "BASE_TYPE_CHOICES", "Value must be between %d and %d.", min, max)
	}
	return n
}

func wholeNumber(v any) (int64, error) {
	switch x := v.(type) {
	case json.Number:
		return x.Int64()
	case float64:
		if x != math.Trunc(x) {
			return 0, fmt.Errorf("not whole")
		}
		return int64(x), nil
	case string:
		return strconv.ParseInt(x, 10, 64)
	}
	return 0, fmt.Errorf("not a number")
}

func (o object) boolean(key string) bool {
	v, ok := o.m[key]
	if !ok || v == nil {
		return false
	}
	b, ok := v.(bool)
	if !ok {
		o.fault(key, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
	}
	return b
}

// list reads an array of min to max elements; nil where it is absent or null.
func (o object) list(key string, min, max int) []any {
	v, ok := o.m[key]
	if !ok || v == nil {
		return nil
	}
	l, ok := v.([]any)
	if !ok {
		o.fault(key, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
		return nil
	}
	if len(l) < min || len(l) > max {
		o.fault(key, "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length.", min, max)
	}
	return l
}

// objects reads an array of objects.
func (o object) objects(key string, min, max int) []object {
	var out []object
	for i, e := range o.list(key, min, max) {
		m, ok := e.(map[string]any)
		p := append(o.at(key), strconv.Itoa(i))
		if !ok {
			o.form.add(p, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
			continue
		}
		out = append(out, object{o.form, p, m})
	}
	return out
}

// object reads an object; ok is false where it is absent or null.
func (o object) object(key string) (object, bool) {
	v, ok := o.m[key]
	if !ok || v == nil {
		return object{}, false
	}
	m, ok := v.(map[string]any)
	if !ok {
		o.fault(key, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
		return object{}, false
	}
	return object{o.form, o.at(key), m}, true
}

// link reads an address: http, https, discord or attachment, at most max long.
func (o object) link(key string, required bool, max int) string {
	s := o.text(key, required, 1, max)
	if s == "" {
		return ""
	}
	scheme, rest, ok := strings.Cut(s, "://")
	switch {
	case !ok || rest == "" || strings.ContainsAny(s, " \n\t"):
		o.fault(key, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
	case scheme != "http" && scheme != "https" && scheme != "discord" && scheme != "attachment":
		o.fault(key, "URL_TYPE_INVALID_SCHEME", "Scheme %q is not supported. Scheme must be one of ('http', 'https', 'discord').", scheme)
	}
	return s
}

func isSnowflake(s string) bool {
	n, err := strconv.ParseUint(s, 10, 64)
	return err == nil && n > 0
}
