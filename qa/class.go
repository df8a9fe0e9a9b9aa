package qa

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is what kind of word a word is, as bits: what its writing and a few
// closed word lists say. Evidence for a question's type is made of these.
type class uint32

const (
	classStop    class = 1 << iota
	classCapital       // starts with a capital letter, or is of a name's script form
	classAcronym       // two or more letters, all capital
	classDigit         // holds a digit
	classNumber        // a number in digits or words
	classYear          // a year from 1000 to 2199, or a decade ("1990s")
	classMonth
	classWeekday
	classTime    // "century", "morning", "years": words of time
	classUnit    // units, scales and currencies: "km", "million", "dollars", "percent"
	classPlace   // prepositions before places, and kinds of places
	classCause   // "because", "due", "in order to"
	classManner  // "by", "through", "using"
	classPronoun // personal and demonstrative pronouns that stand for something said before
	classPerson  // titles and roles before or after a name: "president", "Dr"
	classNegative
	classQuestion // question words
	classGroup    // kinds of organisations: "company", "university"
	classList     // "including", "such": a list follows
	classDefine   // "called", "known", "means", "refers"
)

// classWords are the word lists of a language, one line a class. Folded.
type classWords struct {
	bit   class
	words string
}

var classLists = map[string][]classWords{
	"en": {
		{classMonth, `january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec`},
		{classWeekday, `monday tuesday wednesday thursday friday saturday sunday`},
		{classNumber, `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion dozen half quarter third first second fourth fifth sixth seventh eighth ninth tenth once twice several`},
		{classTime, `century centuries decade decades year years month months week weeks day days hour hours minute minutes second seconds morning afternoon evening night noon midnight today yesterday tomorrow spring summer autumn fall winter early late since until during ago before after now later recently bc ad bce ce am pm era period annually daily weekly`},
		{classUnit, `percent per cent million billion trillion thousand hundred dollars dollar euros euro pounds pound cents yen km kilometers kilometres kilometer miles mile meters metres meter m cm mm feet foot ft inches inch acres hectares kg kilograms grams tons tonnes lbs degrees celsius fahrenheit mph kph hz khz mhz ghz watts volts litres liters gallons people inhabitants residents times points`},
		{classPlace, `in at near from to into within outside across north south east west northern southern eastern western city town village country state province county region district island river street capital located headquartered based border coast area`},
		{classCause, `because due since as therefore thus hence so cause caused causes reason reasons owing result resulted order why lest prevent avoid allow allows allowed enable enables help helps`},
		{classManner, `by through using via with without means method way`},
		{classPronoun, `he she it they him her them his hers its their theirs this these those that such both`},
		{classPerson, `mr mrs ms dr sir lord lady president king queen prince princess emperor pope minister secretary director chairman ceo founder professor general captain leader head chief author writer actor singer spokesman spokeswoman spokesperson mullah governor mayor senator coach manager judge officer born`},
		{classNegative, `not no never none neither nor cannot without n't isn't wasn't don't didn't doesn't`},
		{classQuestion, `who whom whose when where why how what which`},
		{classGroup, `company corporation university college institute school organization organisation association government ministry committee council party union army club team agency commission group board court office department bank church`},
		{classList, `including include includes such namely like e.g example examples consists comprises`},
		{classDefine, `called known named means refers term defined termed meaning is was`},
	},
	"de": {
		{classMonth, `januar februar marz april mai juni juli august september oktober november dezember`},
		{classWeekday, `montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag montags dienstags mittwochs donnerstags freitags samstags sonntags`},
		{classNumber, `null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn hundert hundertstel zweihundert dreihundert vierhundert funfhundert sechshundert siebenhundert achthundert neunhundert tausend zweitausend dreitausend zehntausend tausende hunderte million millionen milliarde milliarden billionen halb halbe halben halfte dutzend erste ersten erster zweite zweiten dritte dritten vierte vierten funfte funften drittel viertel funftel zehntel achtel sechstel einmal zweimal dreimal viermal doppelt doppelte dreifache mehrere zweier dreier zwanzig einundzwanzig zweiundzwanzig dreiundzwanzig vierundzwanzig funfundzwanzig sechsundzwanzig siebenundzwanzig achtundzwanzig neunundzwanzig dreissig einunddreissig zweiunddreissig dreiunddreissig vierunddreissig funfunddreissig sechsunddreissig siebenunddreissig achtunddreissig neununddreissig vierzig einundvierzig zweiundvierzig dreiundvierzig vierundvierzig funfundvierzig sechsundvierzig siebenundvierzig achtundvierzig neunundvierzig funfzig einundfunfzig zweiundfunfzig dreiundfunfzig vierundfunfzig funfundfunfzig sechsundfunfzig siebenundfunfzig achtundfunfzig neunundfunfzig sechzig einundsechzig zweiundsechzig dreiundsechzig vierundsechzig funfundsechzig sechsundsechzig siebenundsechzig achtundsechzig neunundsechzig siebzig einundsiebzig zweiundsiebzig dreiundsiebzig vierundsiebzig funfundsiebzig sechsundsiebzig siebenundsiebzig achtundsiebzig neunundsiebzig achtzig einundachtzig zweiundachtzig dreiundachtzig vierundachtzig funfundachtzig sechsundachtzig siebenundachtzig achtundachtzig neunundachtzig neunzig einundneunzig zweiundneunzig dreiundneunzig vierundneunzig funfundneunzig sechsundneunzig siebenundneunzig achtundneunzig neunundneunzig`},
		{classTime, `jahrhundert jahrhunderts jahrhunderte jahrhunderten jahrzehnt jahrzehnte jahrzehnten jahr jahre jahren jahres monat monate monaten woche wochen tag tage tagen stunde stunden minute minuten sekunden morgen morgens mittag abend abends nacht nachts fruhling fruhjahr sommer herbst winter seit bis wahrend vor nach spater fruher zunachst zuletzt heute gestern damals bereits schliesslich anfang mitte ende chr uhr zeit zeitraum jahrlich taglich monatlich wochentlich`},
		{classUnit, `prozent million millionen milliarden tausend hundert dollar euro pfund mark franken kronen cent km kilometer kilometern meter metern m cm zentimeter millimeter mm meilen kg kilogramm gramm tonnen tonne liter grad einwohner einwohnern menschen personen hektar quadratkilometer quadratmeter kubikmeter mal watt volt stundenkilometer jahre jahren monate monaten wochen tage tagen stunden minuten sekunden stuck`},
		{classPlace, `in im an am bei aus nach nahe nord sud ost west norden suden osten westen nordlich sudlich ostlich westlich stadt dorf land staat provinz region gebiet insel fluss strasse hauptstadt grenze kuste ort gemeinde bezirk kanton bundesland zwischen entlang innerhalb ausserhalb gegenuber liegt befindet gelegen`},
		{classCause, `weil da denn wegen aufgrund grund grunde ursache ursachen deshalb daher deswegen darum somit folglich damit dadurch infolge um dank durch zwecks fuhrte fuhrten verursachte verursachten verursacht schuld hindern verhindern vermeiden ermoglichen ermoglicht sodass`},
		{classManner, `durch mit mittels indem mithilfe ohne anhand hilfe methode weise verfahren per`},
		{classPronoun, `er sie es ihm ihr ihnen ihn sein seine seinen seiner ihre ihren ihrer ihrem dieser diese dieses diesen diesem dies jener jene deren dessen dort dabei dafur dazu davon danach daran darin`},
		{classPerson, `herr herrn frau dr professor prasident prasidentin konig konigin kaiser kaiserin papst bischof erzbischof furst graf herzog prinz prinzessin minister ministerin direktor direktorin grunder grunderin leiter leiterin autor autorin schriftsteller schriftstellerin general kanzler kanzlerin trainer sprecher sprecherin burgermeister burgermeisterin vorsitzender vorsitzende chef vorstandschef architekt architektin ingenieur ingenieurin arzt arztin forscher forscherin wissenschaftler maler malerin komponist komponistin dichter dichterin sanger sangerin schauspieler schauspielerin richter anwalt geboren`},
		{classNegative, `nicht kein keine keinen nie niemals ohne weder`},
		{classQuestion, `wer wen wem wessen wann wo wohin woher warum wieso weshalb weswegen wozu wie was welche welcher welches welchen welchem wieviel wieviele womit wodurch worauf worin wofur woraus wovon woran woruber wonach wobei wogegen wovor`},
		{classGroup, `unternehmen gesellschaft universitat hochschule institut schule organisation verband regierung ministerium partei verein armee gruppe gericht amt bank kirche firma konzern behorde ausschuss rat parlament orden genossenschaft akademie museum`},
		{classList, `wie beispielsweise etwa darunter namlich einschliesslich umfasst`},
		{classDefine, `genannt heisst hiess bedeutet bezeichnet bekannt nennt nannte begriff name definiert gilt`},
	},
	"fr": {
		{classMonth, `janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre`},
		{classWeekday, `lundi mardi mercredi jeudi vendredi samedi dimanche`},
		{classNumber, `zero un deux trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante cinquante soixante cent mille million millions milliard milliards demi douzaine premier premiere deuxieme troisieme`},
		{classTime, `siecle siecles decennie an ans annee annees mois semaine semaines jour jours heure heures minutes matin soir nuit printemps ete automne hiver depuis pendant avant apres tard hier`},
		{classUnit, `pourcent cent million millions milliards mille dollars euros livres km kilometres metres kg tonnes degres habitants personnes hectares fois`},
		{classPlace, `a en au aux dans chez pres nord sud est ouest ville village pays etat province region ile fleuve rue capitale situe situee frontiere cote`},
		{classCause, `parce car cause raison raisons puisque donc afin grace pour`},
		{classManner, `par avec grace moyen sans en`},
		{classPronoun, `il elle ils elles lui leur leurs son sa ses ce cette ces celui celle`},
		{classPerson, `monsieur m mme dr professeur president roi reine empereur pape ministre directeur fondateur auteur general chef ne nee`},
		{classNegative, `ne pas non jamais aucun sans`},
		{classQuestion, `qui quand ou pourquoi comment quoi quel quelle quels quelles combien lequel`},
		{classGroup, `societe entreprise universite institut ecole organisation association gouvernement ministere parti armee groupe tribunal banque eglise`},
		{classDefine, `appele appelee nomme signifie designe connu`},
	},
	"es": {
		{classMonth, `enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre`},
		{classWeekday, `lunes martes miercoles jueves viernes sabado domingo`},
		{classNumber, `cero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintiun veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento cientos doscientos doscientas trescientos trescientas cuatrocientos cuatrocientas quinientos quinientas seiscientos seiscientas setecientos setecientas ochocientos ochocientas novecientos novecientas mil miles millon millones billones mitad docena docenas tercio tercios cuarto cuartos cuartas quinto decena doble triple primero primera primer segundo segunda tercero tercera tercer varios varias`},
		{classTime, `siglo siglos decada decadas ano anos mes meses semana semanas dia dias hora horas minuto minutos segundos manana mediodia tarde noche madrugada primavera verano otono invierno desde hasta durante antes despues luego entonces hoy ayer ahora actualmente epoca era periodo principios mediados finales comienzos fines anual anualmente diario`},
		{classUnit, `ciento millon millones mil dolares euros libras pesos pesetas centavos soles francos yenes km kilometros kilometro metros metro m cm centimetros milimetros millas pies kg kilogramos kilos gramos toneladas litros grados habitantes personas hectareas veces cuadrados watts vatios voltios anos meses semanas dias horas minutos segundos por puntos`},
		{classPlace, `en a cerca desde hacia entre norte sur este oeste noreste noroeste sureste suroeste ciudad pueblo pais estado provincia region isla rio calle barrio municipio condado capital ubicado ubicada situado situada frontera costa distrito zona area junto frente dentro fuera`},
		{classCause, `porque debido causa causas causo causaron razon razones motivo motivos ya pues para por puesto consecuencia resultado gracias provoco provocaron culpa fin evitar impedir permite permiten permitio permitir ayuda ayudar eso`},
		{classManner, `por mediante con traves sin utilizando usando medio manera modo metodo`},
		{classPronoun, `el ella ellos ellas ello le les lo los su sus este esta esto estos estas ese esa eso esos esas aquel aquella alli ambos ambas dicho dicha`},
		{classPerson, `senor senora don dona dr doctor doctora profesor profesora presidente presidenta rey reina emperador emperatriz principe princesa duque conde papa obispo arzobispo cardenal ministro ministra director directora fundador fundadora autor autora escritor escritora poeta general coronel capitan lider jefe gobernador gobernadora alcalde alcaldesa senador senadora juez jueza medico medica arquitecto arquitecta ingeniero ingeniera cientifico cientifica investigador investigadora pintor pintora compositor cantante actor actriz entrenador portavoz nacido nacida nacio`},
		{classNegative, `no nunca jamas ningun ninguno ninguna sin tampoco ni`},
		{classQuestion, `quien quienes cuando donde adonde por que como cual cuales cuanto cuanta cuantos cuantas`},
		{classGroup, `empresa compania universidad instituto escuela organizacion asociacion gobierno ministerio partido ejercito grupo tribunal banco iglesia comite consejo agencia corporacion sociedad fundacion equipo club museo parlamento congreso departamento`},
		{classList, `incluyendo incluye incluyen incluidos incluidas tales ejemplo ejemplos`},
		{classDefine, `llamado llamada llamados llamadas conocido conocida conocidos conocidas significa denominado denominada denomina llama termino definicion refiere apodo`},
	},
	"pt": {
		{classMonth, `janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro`},
		{classWeekday, `segunda terca quarta quinta sexta sabado domingo`},
		{classNumber, `zero um dois duas tres quatro cinco seis sete oito nove dez onze doze vinte trinta quarenta cinquenta cem cento mil milhao milhoes bilhao bilhoes metade duzia primeiro primeira segundo terceiro`},
		{classTime, `seculo seculos decada ano anos mes meses semana semanas dia dias hora horas minutos manha tarde noite primavera verao outono inverno desde ate durante antes depois hoje ontem`},
		{classUnit, `cento milhao milhoes bilhoes mil dolares euros reais libras km quilometros metros kg toneladas graus habitantes pessoas hectares vezes`},
		{classPlace, `em no na nos nas perto norte sul leste oeste cidade vila pais estado provincia regiao ilha rio rua capital localizada fronteira costa`},
		{classCause, `porque devido causa razao razoes pois para`},
		{classManner, `por mediante com atraves sem`},
		{classPronoun, `ele ela eles elas lhe seu sua seus suas este esta esse essa`},
		{classPerson, `senhor senhora dr professor presidente rei rainha imperador papa ministro diretor fundador autor general lider nascido nasceu`},
		{classNegative, `nao nunca jamais nenhum sem`},
		{classQuestion, `quem quando onde porque por que como qual quais quanto quanta quantos quantas`},
		{classGroup, `empresa companhia universidade instituto escola organizacao associacao governo ministerio partido exercito grupo tribunal banco igreja`},
		{classDefine, `chamado chamada conhecido significa denominado`},
	},
	"ar": {
		{classMonth, `يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر كانون شباط آذار نيسان أيار حزيران تموز أيلول تشرين رمضان شوال محرم صفر رجب شعبان جانفي فيفري أفريل جوان جويلية أوت`},
		{classWeekday, `السبت الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة`},
		{classNumber, `واحد واحدة اثنان اثنين اثنتان اثنتين اثنا اثني ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثماني ثمان تسعة تسع عشرة عشر عشرون عشرين ثلاثون ثلاثين أربعون أربعين خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين مئة مائة مئات مئتان مئتين مئتا مئتي مائتين مائتي ألف آلاف ألفا ألفي ألفين مليون ملايين مليونا مليوني مليونين مليار مليارا مليارات نصف ثلث ثلثا ثلثي ثلثين ربع أرباع خمس مرتين مرتان ضعف ضعفي عشرات أول الأولى ثاني الثانية ثالث رابع خامس سادس سابع ثامن تاسع عاشر ثلاثمئة ثلاثمائة أربعمئة أربعمائة خمسمئة خمسمائة ستمئة ستمائة سبعمئة سبعمائة ثمانمئة ثمانمائة ثمانيمئة ثمانيمائة تسعمئة تسعمائة`},
		{classTime, `قرن قرون عقد عقود عام عاما أعوام سنة سنوات شهر شهور أشهر أسبوع أسابيع يوم يوما أيام ساعة ساعات دقيقة دقائق صباح صباحا مساء ليل ليلا ليلة فجر ظهرا ربيع صيف خريف شتاء منذ خلال بعد قبل حتى بداية نهاية مطلع أواخر أوائل منتصف عهد عصر فترة حين عندما لاحقا حاليا الآن اليوم أمس غدا الميلاد ميلادي هجري سنويا يوميا شهريا أسبوعيا دائما حديثا قديما`},
		{classUnit, `المئة بالمئة المائة بالمائة ألف آلاف ألفا مليون مليونا ملايين مليار مليارات مئة دولار دولارا دولارات يورو جنيه جنيها دينار دينارا دنانير ريال درهم ليرة فرنك قرش قرشا كيلومتر كيلومترا كيلومترات كم متر مترا أمتار ميل ميلا أميال قدم سنتيمتر مليمتر هكتار هكتارا فدان كيلوغرام كيلوجرام كيلو غرام طن طنا أطنان درجة درجات لتر برميل نسمة شخص شخصا أشخاص فرد فردا عاما سنة سنوات أعوام يوما أيام شهرا أشهر ساعة ساعات دقيقة مرة مرات ضعف مربع مربعا مكعب واط`},
		{classPlace, `في عند قرب قرب بالقرب جنوب شمال شرق غرب جنوبي شمالي شرقي غربي وسط مدينة بلدة قرية دولة بلد محافظة ولاية منطقة إقليم جزيرة نهر ساحل عاصمة ضاحية حي شارع حدود تقع يقع داخل خارج إلى`},
		{classCause, `لأن لأنه لأنها لأنهم بسبب سبب أسباب نتيجة لذلك لهذا لذا أدى أدت يؤدي تؤدي تسبب تسببت نظرا بفعل كي لكي أجل خشية خوفا بغية رغبة لمنع لحماية إثر بفضل فضل بدافع ناجم بحيث`},
		{classManner, `بواسطة عبر خلال طريق باستخدام بدون بفضل وسيلة طريقة`},
		{classPronoun, `هو هي هم هما هذا هذه ذلك تلك هؤلاء أولئك كلاهما له لها لهم فيه فيها وهو وهي وهم`},
		{classPerson, `رئيس ملك ملكة أمير أميرة وزير وزيرة مدير مديرة قائد زعيم بروفيسور دكتور أستاذ شيخ إمام سلطان خليفة قيصر إمبراطور بابا جنرال لواء عقيد قاضي قاض محامي محام مهندس مهندسة كاتب كاتبة شاعر شاعرة روائي روائية فنان ممثل ممثلة مخرج لاعب مدرب عالم عالمة باحث باحثة طبيب طبيبة صحفي نائب نائبة سفير قنصل والي مؤرخ فيلسوف رسام موسيقار ملحن مغني مؤسس عمدة محافظ سيد سيدة أسقف كاردينال مخترع مستكشف رحالة تاجر ولد ولدت`},
		{classNegative, `لا لم لن ليس ليست غير بدون`},
		{classQuestion, `من متى أين لماذا كيف ما ماذا أي أية كم هل بماذا بكم لمن ممن`},
		{classGroup, `شركة جامعة معهد مدرسة منظمة جمعية حكومة وزارة لجنة مجلس حزب اتحاد جيش نادي فريق وكالة هيئة محكمة بنك كنيسة مؤسسة برلمان مستشفى متحف صحيفة`},
		{classList, `مثل منها تشمل يشمل تضم يضم تتضمن يتضمن كالتالي`},
		{classDefine, `يسمى تسمى سمي سميت يدعى تدعى يعرف تعرف معروف باسم اسم لقب يعني تعني عبارة أطلق`},
		{classCapital, `محمد أحمد محمود علي حسن حسين خالد عمر عثمان إبراهيم إسماعيل يوسف يعقوب موسى عيسى سليمان داود مصطفى عبد عبدالله عبدالرحمن طارق طه صلاح كمال جمال سعيد سعد سعود فيصل فهد سلمان نايف هارون جعفر حمزة ياسر ياسين بلال زيد زياد كريم رشيد رفيق سامي سليم منير نبيل وليد هشام أنور أمين أسامة بشار حافظ صدام معمر بن ابن أبو أبي أم فاطمة عائشة خديجة مريم زينب ليلى سلمى هدى منى نورا سناء أمل رانيا سارة هند جون جورج ويليام وليام هنري تشارلز جيمس روبرت توماس ديفيد ديفد مايكل بيتر بول بولس جوزيف فرانسوا فرانسيس لويس جان بيير ماري ماريا آنا كارل فريدريك فريدريش فيلهلم هاينريش يوهان فرانز هانز الكسندر ألكسندر إسكندر نيكولاي نيكولا إيفان فلاديمير سيرجي أنطونيو خوسيه كارلوس خوان بابلو فرناندو ماركو مارك مارتن ريتشارد إدوارد إليزابيث فيكتوريا آرثر ألبرت ألفريد فرانك جاك جيرارد ستيفن ستيف دانيال صامويل أندرو أنتوني أوسكار إسحاق باراك دونالد رونالد بيل توني مصر سوريا لبنان الأردن العراق فلسطين إسرائيل السعودية الكويت قطر البحرين عمان اليمن السودان ليبيا تونس الجزائر المغرب موريتانيا الصومال إيران تركيا أفغانستان باكستان الهند الصين اليابان كوريا فيتنام إندونيسيا ماليزيا روسيا أوكرانيا بولندا ألمانيا فرنسا إيطاليا إسبانيا البرتغال بريطانيا إنجلترا اسكتلندا أيرلندا ويلز هولندا بلجيكا سويسرا النمسا المجر رومانيا بلغاريا اليونان صربيا كرواتيا السويد النرويج الدنمارك فنلندا أمريكا أميركا كندا المكسيك البرازيل الأرجنتين تشيلي بيرو كولومبيا فنزويلا كوبا أستراليا نيوزيلندا كينيا نيجيريا إثيوبيا غانا أوغندا تنزانيا زيمبابوي أوروبا آسيا أفريقيا إفريقيا لندن باريس برلين روما مدريد فيينا موسكو بكين طوكيو نيويورك واشنطن شيكاغو بوسطن كاليفورنيا تكساس فلوريدا لوس أنجلوس سان القاهرة دمشق بيروت بغداد عمان القدس مكة الرياض الدوحة طهران أنقرة إسطنبول أثينا وارسو براغ بودابست بروكسل أمستردام جنيف ميونخ هامبورغ سيدني ملبورن مانشستر ليفربول نيوكاسل قبرص صقلية كاراتشي دلهي مومباي`},
	},
	"ja": {
		{classNumber, `一 二 三 四 五 六 七 八 九 十 百 千 万 億`},
		{classTime, `年 月 日 時 世紀 年代`},
		{classPerson, `氏 王 首相 大統 統領 社長`},
		{classPlace, `県 市 町 村 国 州 都`},
		{classQuestion, `誰 何 いつ どこ なぜ どう どの いく`},
	},
	"zh": {
		{classNumber, `二 三 四 五 六 七 八 九 十 百 千 万 亿 两 数百 数千 数万 数十 一半 半数 双方 近百 上百 上千 上万`},
		{classMonth, `月 元旦 正月 腊月`},
		{classWeekday, `周一 周二 周三 周四 周五 周六 周日 期一 期二 期三 期四 期五 期六 期日 期天`},
		{classTime, `年 月 日 世纪 年代 时期 时代 小时 分钟 早期 晚期 初期 末期 年初 年底 年末 春天 夏天 秋天 冬天 春季 夏季 秋季 冬季 早上 上午 中午 下午 晚上 夜里 凌晨 傍晚 当时 现在 目前 今天 昨天 明天 今年 去年 明年 次年 同年 当年 晚年 此后 后来 之后 以后 之前 以前 期间 直到 自从 每年 每天 每月 每周 清朝 明朝 元朝 宋朝 唐朝 隋朝 汉朝 秦朝 周朝 商朝 清代 明代 元代 宋代 唐代 汉代 公元`},
		{classUnit, `百分 万 亿 千 百 元 美元 欧元 英镑 日元 公里 千米 米 厘米 毫米 英里 英尺 英寸 公顷 亩 公斤 千克 克 吨 度 瓦 升 岁 倍 次 人 名 位 个 座 家 间 所 条 项 件 种 只 艘 辆 架 台 部 本 张 篇 册 场 届 支 枚 颗 户 年 月 天 日 周 小时 分钟 秒 平方 立方 居民 人口 人次`},
		{classPlace, `在 于 自 往 城市 国家 地区 位于 坐落 省 市 县 镇 村 州 区 岛 东部 西部 南部 北部 中部 东北 西北 东南 西南 首都 附近 境内 沿岸 海岸 边界 河流 来自 前往 抵达 出生 生于 当地`},
		{classCause, `因为 由于 因此 所以 原因 因而 从而 导致 致使 使得 造成 为了 以便 以免 目的 之所 引起 因 故 迫使 促使 理由 鉴于 旨在 有助 防止 避免`},
		{classManner, `通过 利用 使用 借助 采用 依靠 凭借 方法 方式 用`},
		{classPronoun, `他 她 它 其 该 此 这 那 他们 她们 它们 该市 该国 该校`},
		{classPerson, `总统 主席 国王 皇帝 部长 教授 总理 首相 女王 王后 王子 公主 教皇 主教 将军 上将 元帅 大臣 省长 市长 县长 局长 校长 院长 会长 议员 法官 律师 医生 博士 先生 女士 夫人 小姐 老师 教师 作家 诗人 作者 画家 歌手 演员 导演 学者 科学 家庭 专家 记者 编辑 经理 董事 总裁 创始 领袖 领导 队长 组长 教练 球员 工程 设计 建筑 传教 哲学 物理 化学 数学 天文 生物 历史 指挥 作曲 钢琴 商人 农民 士兵 司令 船长 父亲 母亲 儿子 女儿 妻子 丈夫 兄弟 姐妹 名叫 叫做`},
		{classNegative, `不 没 无 未 非 没有 不是 并非`},
		{classGroup, `公司 集团 大学 学院 学校 研究 协会 组织 政府 内阁 部门 委员 议会 党 军队 球队 俱乐 银行 法院 教会 教堂 企业 机构 联盟 基金 医院 报社`},
		{classList, `包括 例如 比如 诸如 分别 以及 等等`},
		{classDefine, `称为 叫做 名为 即 是 指 意为 意思 定义 所谓 又称 称作 被称 简称 俗称 名叫 命名`},
		{classQuestion, `谁 什 哪 何 怎 什么 何时 哪里 哪个 哪些 哪位 哪种 哪一 哪年 哪家 为何 为什 怎么 怎样 如何 多少 多大 多长 多久 多高 多远 几个 几年 几人`},
	},
}

// classTable maps a language's folded words to their classes, built on need.
type classTable struct {
	list wordList
	bits map[string]class
}

var classTables = func() map[string]*classTable {
	t := make(map[string]*classTable, len(classLists))
	for lang := range classLists {
		t[lang] = new(classTable)
	}
	return t
}()

func listedClass(folded, lang string) class {
	if lang == "" {
		lang = "en"
	}
	t := classTables[lang]
	if t == nil {
		return 0
	}
	t.list.once.Do(func() {
		t.bits = make(map[string]class)
		for _, l := range classLists[lang] {
			for w := range strings.FieldsSeq(l.words) {
				if lang == "ar" {
					w, _ = fold(w, lang)
				}
				t.bits[w] |= l.bit
			}
		}
	})
	return t.bits[folded]
}

// classOf classifies a word as it stands in a text, given its folded form.
func classOf(raw, folded, lang string) class {
	c := listedClass(folded, lang)
	switch lang {
	case "zh":
		c |= classOfZh(folded)
	case "ar":
		c = listedClassAr(folded)
	}
	first, n := utf8.DecodeRuneInString(raw)
	if unicode.IsUpper(first) || unicode.IsTitle(first) {
		c |= classCapital
		if n < len(raw) && strings.ToUpper(raw) == raw && letters(raw) > 1 {
			c |= classAcronym
		}
	}
	if isStop(folded, lang) && c&classAcronym == 0 {
		c |= classStop
	}
	digits := 0
	for i := 0; i < len(folded); i++ {
		if folded[i] >= '0' && folded[i] <= '9' {
			digits++
		}
	}
	if digits > 0 {
		c |= classDigit
		if folded[0] >= '0' && folded[0] <= '9' {
			c |= classNumber
		}
		if y := strings.TrimSuffix(folded, "s"); digits == 4 && len(y) == 4 && raw[0] >= '1' && raw[0] <= '2' && (y[0] == '1' || y[1] <= '1') {
			c |= classYear
		}
	}
	return c
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}
