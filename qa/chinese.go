package qa

import (
	"strings"
	"unicode/utf8"
)

// Chinese is indexed by its characters and by overlapping pairs of them (see
// [scanner]), so what is a word of another language's list is here a character
// or a pair.

const (
	// zhGrammar are the characters that a pair with them is no word for: "的桥"
	// and "桥在" are of two words.
	zhGrammar = `的了在是和与及或也都就而被把从吗呢吧啊这那他她它们个什么谁哪怎着于`
	// zhLight are those that carry no topic alone, but do in a pair.
	zhLight = `对到为以有之其此并但则所会能可要过得由很更还又只曾已多少何几`
)

// isHanPair reports whether a word is a pair of Chinese characters.
func isHanPair(folded string) bool {
	if len(folded) < 6 {
		return false
	}
	r, n := utf8.DecodeRuneInString(folded)
	next, m := utf8.DecodeRuneInString(folded[n:])
	return n+m == len(folded) && isHan(r) && isHan(next)
}

// isStopZh reports whether a folded word of a Chinese text carries no topic.
func isStopZh(folded string) bool {
	r, n := utf8.DecodeRuneInString(folded)
	if n < 3 {
		return false
	}
	if strings.ContainsRune(zhGrammar, r) {
		return true
	}
	if n == len(folded) {
		return strings.ContainsRune(zhLight, r)
	}
	next, m := utf8.DecodeRuneInString(folded[n:])
	return n+m == len(folded) && strings.ContainsRune(zhGrammar, next)
}

const (
	// zhNumerals are the characters of numbers; the first, "one", is an article
	// more often than a number.
	zhNumerals = `一二三四五六七八九十百千万亿零〇两几数半`
	// zhUnits are measure words and units that follow a number.
	zhUnits = `年月日天周岁个名位人座家间所条项件种只艘辆架台部本张篇册场届支枚颗户次倍元米里尺寸亩斤克吨度瓦升点分秒时级层段代块角成株棵首幅轮世架站`
	// zhPhonetic are the characters that foreign names are spelled with, and
	// that few words of two characters are made of both.
	zhPhonetic = `斯尔克特拉德罗伊卡尼诺莱弗菲赫韦兹塔蒂娜莎琳格顿森姆丹亚维里莫迪奥乌埃阿巴贝布彼坎柯科库肯兰朗勒雷列林卢鲁洛玛麦曼蒙米纳内努帕佩皮普奇乔萨瑟沙史泰汤图托瓦沃威谢休雅尤泽詹朱约翰恩珀伦利波切比匈荷葡英法俄印意`
	// zhSurnames are family names that few other words begin with.
	zhSurnames = `赵陈刘杨吴徐郭郑梁邓冯韩曹彭萧蔡潘袁蒋魏吕沈姚卢傅姜崔谭廖薛阎邹邱侯郝龚邵李罗苏孙宋唐朱谢汪`
)

// classOfZh is what the characters of a folded Chinese word say beside the lists.
func classOfZh(folded string) class {
	r, n := utf8.DecodeRuneInString(folded)
	if n == len(folded) || n < 2 {
		return 0
	}
	next, m := utf8.DecodeRuneInString(folded[n:])
	if n+m < len(folded) { // across the dot of a foreign name: "尔·哈"
		return classCapital
	}
	if r == '《' {
		return classCapital
	}
	var c class
	if strings.ContainsRune(zhNumerals, r) {
		switch {
		case strings.ContainsRune(zhNumerals, next):
			c |= classNumber
		case r != '一' && r != '几' && r != '数' && strings.ContainsRune(zhUnits, next):
			c |= classNumber | classUnit
		case r == '一' && strings.ContainsRune(`年天周岁次倍度月`, next):
			c |= classNumber | classUnit
		}
		if next == '月' && r != '几' && r != '数' && r != '半' {
			c |= classMonth
		}
		return c
	}
	if strings.ContainsRune(zhPhonetic, r) && strings.ContainsRune(zhPhonetic, next) || strings.ContainsRune(zhSurnames, r) && !isStopZh(folded) {
		c |= classCapital
	}
	return c
}

// quantityAsksZh are the words by which a Chinese question asks for a
// quantity, the first that stands in it deciding, and quantityUnitsZh what
// stands behind a number that gives it.
var (
	quantityAsksZh = []struct {
		quantity quantity
		words    string
	}{
		{quantityFrequency, `多久一次 多少次 几次 频率 多少回`},
		{quantityAge, `多大年纪 多大岁数 几岁 多少岁 年龄 享年 多大时`},
		{quantityDuration, `多久 多长时间 多少时间 几年 多少年 几天 多少天 几个月 多少个月 几小时 多少小时 多少分钟 几分钟 几周 持续时间`},
		{quantityDistance, `多远 多高 多长 多深 多宽 多少公里 多少米 多少英里 距离 高度 深度 长度 宽度`},
		{quantityShare, `百分之 百分比 比例 几成 多大部分 几分之`},
		{quantityMoney, `多少钱 价格 多少元 多少美元 多少费用 费用是 成本`},
		{quantityClock, `几点 几时`},
	}
	quantityUnitsZh = [quantities]string{
		quantityAge:       ` 岁 周岁 `,
		quantityDuration:  ` 年 天 周 小时 分钟 秒 秒钟 个月 星期 昼夜 个小 日 夜 `,
		quantityDistance:  ` 米 公里 千米 厘米 毫米 英里 英尺 英寸 海里 里 尺 光年 层 `,
		quantityMoney:     ` 元 美元 欧元 英镑 日元 镑 法郎 马克 卢布 两 角 分 美分 亿元 万元 `,
		quantityShare:     ` 成 % `,
		quantityClock:     ` 点 点钟 时 `,
		quantityFrequency: ` 次 回 遍 `,
	}
)

func quantityOfZh(question string) quantity {
	for _, a := range quantityAsksZh {
		for w := range strings.FieldsSeq(a.words) {
			if strings.Contains(question, w) {
				return a.quantity
			}
		}
	}
	return noQuantity
}

// quantityAtZh reports whether a number, given with the words behind it, is
// such a quantity. A year is no duration.
func quantityAtZh(quantity quantity, number class, word string, behind ...string) bool {
	units := quantityUnitsZh[quantity]
	if number&classYear != 0 && quantity == quantityDuration {
		return false
	}
	if _, n := utf8.DecodeRuneInString(word); n < len(word) && strings.Contains(units, " "+word[n:]+" ") { // "六岁"
		return true
	}
	for _, w := range behind {
		if w != "" && strings.Contains(units, " "+w+" ") {
			return true
		}
	}
	return false
}
