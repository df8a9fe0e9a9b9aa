package qa

// evidence fills the features that cross what the question asks for with what
// the sentence says beyond the question's own words.
func (r *reader) evidence(view int, x *reading, f []float64) {
	var names, numbers, years, dates, times, places, causes, manners, persons, groups, defines, lists, units, fresh int
	var marks symbolSet
	for i := range x.words {
		w := &x.words[i]
		marks |= w.before
		if w.slot >= 0 && w.class&(classCause|classManner|classPlace|classDefine|classList) == 0 {
			continue
		}
		c := w.class
		if c == 0 { // most words
			fresh++
			continue
		}
		if c&classStop == 0 && w.slot < 0 {
			fresh++
		}
		isName := c&classCapital != 0 && c&(classStop|classMonth|classWeekday) == 0 && w.slot < 0 && (i > 0 || len(x.words) > 1 && x.words[1].class&classCapital != 0)
		if isName {
			names++
			if i > 0 && x.words[i-1].class&classPlace != 0 {
				places++
			}
		}
		if w.slot < 0 {
			if c&(classNumber|classDigit) != 0 {
				numbers++
				if i+1 < len(x.words) && (x.words[i+1].slot >= 0 || x.words[i+1].class&classUnit != 0) {
					units++
				}
			}
			if c&classYear != 0 {
				years++
			}
			if c&(classYear|classMonth|classWeekday) != 0 && (c&classMonth == 0 || c&classCapital != 0 || r.q.lang != "en") {
				dates++
			}
			if c&classTime != 0 {
				times++
			}
			if c&classPerson != 0 {
				persons++
			}
			if c&classGroup != 0 {
				groups++
			}
		}
		if c&classCause != 0 {
			causes++
		}
		if c&classManner != 0 {
			manners++
		}
		if c&classDefine != 0 {
			defines++
		}
		if c&classList != 0 {
			lists++
		}
	}
	marks |= x.after
	switch r.q.kind {
	case kindWho:
		f[fWhoName] = one(names > 0)
		f[fWhoPerson] = one(persons > 0)
		f[fWhoGroup] = one(groups > 0)
	case kindWhen:
		f[fWhenDate] = one(dates > 0)
		f[fWhenTime] = one(times > 0)
	case kindYear:
		f[fYearYear] = one(years > 0)
		f[fWhenTime] = one(times > 0)
	case kindWhere:
		f[fWherePlace] = one(places > 0)
		f[fWhereName] = one(names > 0)
	case kindWhy:
		f[fWhyCause] = one(causes > 0)
	case kindHowMany:
		f[fManyNumber] = one(numbers > 0)
		f[fManyUnit] = one(units > 0)
	case kindHowMuch:
		f[fMuchMoney] = one(marks&(1<<symCurrency|1<<symPercent) != 0 || units > 0)
		f[fMuchNumber] = one(numbers > 0)
	case kindHow:
		f[fHowManner] = one(manners > 0)
	case kindWhich:
		f[fWhichName] = one(names > 0)
	case kindWhat:
		f[fWhatName] = one(names > 0)
		f[fWhatDefine] = one(defines > 0 || marks&(1<<symQuote) != 0)
		f[fWhatList] = one(lists > 0)
	case kindYesNo:
		f[fYesNoCover] = f[fCover]
	}
	f[fOtherNew] = float64(min(fresh, 20)) / 20
}
