package qa

import (
	"strings"
	"sync"
)

// Stop words carry no topic. They are indexed all the same, for phrases, but a
// question does not look for them unless nothing else is left of it. Folded;
// question words are among them, for the question's type is read apart.
const (
	stopEn = `a about above after again against all also am an and any are aren't as at be because been before being below between both but by
can can't cannot could couldn't did didn't do does doesn't doing don't down during each few for from further had hadn't has hasn't have haven't having he
her here hers herself him himself his how however i if in into is isn't it its itself let many me more most much mustn't my myself no nor not of off on once only or
other ought our ours ourselves out over own please same shan't she should shouldn't so some such tell than that the their theirs them themselves then there
these they this those through to too under until up upon us very was wasn't we were weren't what what's when where which while who who's whom whose why will with
won't would wouldn't you your yours yourself yourselves may might must shall i'm i've you're you've it's we're they're there's that's he's she's
whats wheres whos hows im ive dont didnt doesnt isnt does u r ur pls plz`
	stopDe = `aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei beim bin bis bist da damit dann das
dass daß dazu dein deine dem den denn der deren des dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas
euch euer eure fur für gab ganz gegen gibt habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden
jeder jedes jetzt kann kein keine keinem keinen keiner konnen können konnte könnte machen man manche mehr mein meine mich mir mit muss musste nach nicht nichts noch nun nur ob oder
ohne sehr sein seine seinem seinen seiner sich sie sind so solche soll sollte sondern sonst uber über um und uns unser unter viel viele vielen vom von vor wahrend während war waren warum was weil
welche welchem welchen welcher welches wenn wer wem wen wessen werden wie wieder wieso weshalb will wir wird wirst wo woher wohin wollen worden wurde wurden würde würden zu zum zur zwar zwischen wann bitte womit wodurch worauf worin wofür woraus wovon woran worüber wonach wobei wogegen wovor wozu weswegen wieviel wieviele davon daran danach dabei dafür daraus darin damals
beiden beide ab her hin los seit etwa sowie sogar lassen ließ hätte wäre sei seien ihrs deren derer dessen
art arten heißt hieß heissen heißen anzahl`
	stopFr = `a à ai alors au aucun aussi autre aux avec avez avoir avait avaient c ça car ce cela ces cet cette ceux chaque ci comme comment d dans de depuis des donc dont du
elle elles en encore entre es est et été etaient étaient était etait être eu eux fait faire il ils j je l la là le les leur leurs lors lui m ma mais me meme même mes moi mon n ne ni nos
notre nous on ont ou où par parce pas pendant peu peut plus pour pourquoi qu quand quel quelle quelles quels qui que quoi s sa sans se sera ses si son sont sous sur t ta te tes toi
ton tous tout toute toutes très tu un une vers vos votre vous y combien est-ce soit fut furent avant après lequel laquelle`
	stopEs = `a al algo algunas algunos ante antes aquel aquella como cómo con contra cual cuál cuales cuáles cuando cuándo cuanto cuánto cuanta cuánta cuantos cuántos cuantas cuántas de del desde donde dónde durante e el él
ella ellas ellos en entre era eran es esa esas ese eso esos esta está estaba están estar estas este esto estos fue fueron ha había habían han hasta hay he la las le les lo los mas más me mi
mis mucho muy nada ni no nos nosotros nuestra nuestro o os otra otro para pero poco por porque que qué quien quién quienes quiénes se sea ser si sí sido sin sobre son su sus también tanto te tiene tienen
tu tú tus un una unas uno unos usted ya y yo sólo solo cada aunque cuya cuyo cuyas cuyos unos ante bajo según tras mediante hubo hubiera había era eran siendo tenía tenían tuvo hacia todo toda todos todas ese eso aquellos aquellas además así aún adónde
tipo tipos clase llama llamaba llamó llaman número cantidad`
	stopPt = `a à ao aos aquela aquele aquilo as às até com como da das de dela dele deles depois do dos e é ela elas ele eles em entre era eram essa esse esta está estão estas este
estes eu foi foram há isso isto já la lhe lo mais mas me mesmo meu minha muito na não nas nem no nos nossa nosso num numa o os ou para pela pelas pelo pelos por porque porquê qual quais quando
quanto quanta quantos quantas que quê quem são se seja sem ser será seu seus só sobre sua suas também te tem têm tinha um uma umas uns você vocês onde cada`
	stopIt = `a ad agli ai al alla alle allo anche avere aveva c che chi ci come con cosa cui da dagli dai dal dalla dalle dei del della delle dello di dove e è ed era erano
essere fu furono gli ha hanno ho i il in io l la le lei li lo loro lui ma mi mia mio ne negli nei nel nella nelle nello noi non nostra nostro o per perché perche più piu quale quali quando quanto quanta quanti quante
quella quelle quelli quello questa queste questi questo se sei si sia siamo sono sta stata stati stato su sua sue sui sul sulla sulle suo suoi tra fra tu tua tuo un una uno vi voi`
	stopNl = `aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus een eens en er ge geen geweest haar had heb hebben heeft hem het hier hij hoe hoeveel
hun iemand iets ik in is ja je kan kon kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of om omdat onder ons ook op over reeds te tegen toch toen tot u uit uw van veel voor
waar waarom wanneer want waren was wat we wel welk welke werd werden wezen wie wij wil worden wordt zal ze zelf zich zij zijn zo zonder zou`
	stopSv = `alla allt att av blev bli blir blivit de dem den denna deras dess dessa det detta dig din dina ditt du där då efter ej eller en er era ett från för ha hade han hans har
henne hennes hon honom hur i icke ingen inom inte jag ju kan kunde man med mellan men mig min mina mitt mot mycket ni nu när någon något några och om oss på samma sedan sig sin sina sitta
själv skulle som så till under upp ut utan vad var vara varför varit varje vars vart vem vi vid vilka vilken vilket är över hur många`
	stopNo = `alle at av bare ble blei bli blir da de dem den denne der deres det dette din disse du eller en er et etter fra for før ha hadde han hans har henne hennes her hun hva hvem hver hvilke
hvilken hvilket hvis hvor hvordan hvorfor i ikke ingen jeg kan kunne man med meg men mot mye må nar når noe noen nå og også om opp oss over på sa seg selv si sin sitt skal skulle slik som så til um under ut uten var vi
vil ville være vært å`
	stopDa = `ad af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din disse dog du efter eller en end er et for fra ham han hans har havde have hende hendes her hos hun
hvad hvem hvilken hvilke hvilket hvis hvor hvordan hvorfor hvornar hvornår i ikke ind jeg jer jo kunne man mange med meget men mig min mod ned noget nogle nu når og også om op os over på selv sig sin skal skulle som sådan
thi til ud under var vi vil ville vor være været`
	stopFi = `ei eivät emme en et ette että hän häneen hänelle hänen he heidän itse ja jo joka jos jotka jossa kanssa keiden ken kenen kuka ketkä koska kuin kuinka kun mikä missä mistä mihin milloin miksi miten
me meidän minä minun mitä mitkä muu mutta myös ne niiden niin nyt ole olen oli olivat olla olemme on ovat se sekä sen siellä siinä sinä sitä tai tämä tämän te että tuo vaan vai vaikka vain voi`
	stopRu = `а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее ей если есть еще же за здесь и из или им их к как какая какие какой какое каков ко когда который которая которые кто
ли либо мне может мы на над надо наш не него нее нет ни них но ну о об однако он она они оно от очень по под почему при с сколько со так также такой там те тем то того тоже той только том ты у уже чего чей чем что чтобы
зачем куда откуда это этого этой этом этот эти я`
	stopHu = `a az abban ahhoz aki akik akkor alatt ami amely amelyek amikor annak arra azok azon azt azzal be benne csak de e egy el előtt és ez ezek ezen ezt fel hanem hogy hogyan hol honnan hova
igen ilyen is itt jó ki kik kit ha mert meg mely melyek melyik mennyi hány mi miért mikor mint míg mit mivel most nagyon ne nekem nem nincs olyan ott össze ő ők pedig s sem se sok szerint számára
által így úgy van vagy volt voltak után utána valaki minden`
	stopRo = `a acea aceasta această acel acest aceste acestea acești ai al ale am ar are as aș asa așa atunci au avea ca că câți câte cât ce cel cele cei cine cînd când cu cui cum da dacă dar de deci deși din
doar după e ea ei el ele era este eu fi fie fost i îi il îl in în într între la le li lor lui mai mi nici noi nu o or ori pe pentru prin sa să sau se si și sînt sunt spre sub te tot un una unde unei unui unor va voi care`
	stopTr = `acaba ama ancak bana ben beni benim bir biri biz bu bunu bunun çok çünkü da daha de değil diye dolayı en gibi hangi hem hep her hiç için ile ise kaç kadar ki kim kime kimi kimin mı mi mu mü
nasıl ne neden nerede nereye ne zaman niçin niye o olan olarak oldu olduğu on ona onlar onun sen siz şey şu ve veya ya yani var yok idi olur`
	stopAr = `في من على إلى عن مع هذا هذه ذلك تلك التي الذي الذين ما ماذا متى أين كيف لماذا كم هل أي أو و ثم قد لقد كان كانت يكون هو هي هم هن أن إن لا لم لن لو ليس بعد قبل عند كل بين غير حتى إذا كما منذ حيث به بها له لها فيه فيها منه عليه عليها وهو وهي التى الى اي اين او ان إلا أما لكن ولكن بل كي لكي إذ إذن أيضا جدا بعض أحد إحدى نفسه نفسها نفس
منها عنها عنه إليه إليها لديه لديها فيهم معه معها كانوا تكون هنا هناك سوف قام قامت يقوم تقوم تم يتم أولئك هؤلاء هذان ذات عندما حين حينما بينما حول خلال ضد دون بدون لدى عبر نحو سوى فقط
ممن مما عما عمن فيما بم مم لمن بماذا بكم أية يا ها ليست لسنا تلكم كذلك وذلك كانا أنه أنها أنهم لأن إنه إنها
اسم نوع أنواع يسمى تسمى عدد`
	stopGa = `a ach ag agus an ar as atá ba bhí cad cá cathain cé cén conas cuig dá dár de den do don é faoi go gur i iad idir in is ina leis le mar na nach ní níl ó pé roimh sé sí sin siad seo tá um`
	stopHi = `का के की को में से है हैं था थी थे और या पर यह वह ये वे एक ने भी तो ही कि जो क्या कब कहाँ कहां कैसे क्यों कौन किस किसने किसे कितने कितना कितनी हो होता होती होते गया गई गए कर रहा रही रहे लिए इस उस इन उन तक साथ अपने अपनी अपना जब`
	stopZh = `的 了 是 在 和 与 及 或 也 都 就 而 被 把 对 于 从 到 为 以 吗 呢 吧 啊 什么 谁 哪 哪里 哪个 哪些 何 何时 为何 怎么 怎样 如何 多少 几 为什 么时 什么 么样 这 那 这个 那个 一个 是谁 谁是 是什 是哪 在哪 的是 哪一 哪年 哪一 有多 多少 少个 了什 么人 么是 于什 为什 些是 的什 么名 称什 被称`
)

var stopLists = map[string]string{
	"en": stopEn, "de": stopDe, "fr": stopFr, "es": stopEs, "pt": stopPt, "it": stopIt, "nl": stopNl, "sv": stopSv, "no": stopNo,
	"da": stopDa, "fi": stopFi, "ru": stopRu, "hu": stopHu, "ro": stopRo, "tr": stopTr, "ar": stopAr, "ga": stopGa, "hi": stopHi, "zh": stopZh,
}

// A wordList is a set of folded words that is built when it is first asked for.
type wordList struct {
	once  sync.Once
	words map[string]struct{}
}

func (l *wordList) has(word, source, lang string) bool {
	l.once.Do(func() {
		fields := strings.Fields(source)
		l.words = make(map[string]struct{}, len(fields))
		for _, w := range fields {
			f, _ := fold(w, lang)
			l.words[w] = struct{}{}
			l.words[f] = struct{}{}
		}
	})
	_, ok := l.words[word]
	return ok
}

var stopSets = func() map[string]*wordList {
	sets := make(map[string]*wordList, len(stopLists))
	for lang := range stopLists {
		sets[lang] = new(wordList)
	}
	return sets
}()

// isStop reports whether a folded word is a stop word of a language. A pair of
// hiragana counts as one in Japanese: particles and endings are written so,
// topics in kanji and katakana.
func isStop(folded, lang string) bool {
	switch lang {
	case "":
		lang = "en"
	case "zh":
		if isStopZh(folded) {
			return true
		}
	case "ja":
		for _, r := range folded {
			if (r < 0x3041 || r > 0x309F) && r != '何' && r != '誰' {
				return false
			}
		}
		return true
	}
	l := stopSets[lang]
	if lang == "ar" && len(folded) >= 6 && (strings.HasPrefix(folded, "و") || strings.HasPrefix(folded, "ف")) && l.has(folded[2:], stopAr, lang) {
		return true // "and", "so" written together with it
	}
	return l != nil && l.has(folded, stopLists[lang], lang)
}
