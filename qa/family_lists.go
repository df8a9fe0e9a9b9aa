package qa

// strongVerbsDe are the strong verbs of German, each with its forms.
// Folded.
const strongVerbsDe = `geben gab gegeben gibt gibst
nehmen nahm genommen nimmt
kommen kam gekommen kommt
gehen ging gegangen geht
stehen stand gestanden steht
sehen sah gesehen sieht
sprechen sprach gesprochen spricht
treffen traf getroffen trifft
brechen brach gebrochen bricht
helfen half geholfen hilft
werfen warf geworfen wirft
sterben starb gestorben stirbt tod
verderben verdarb verdorben
finden fand gefunden findet
binden band gebunden bindet
singen sang gesungen singt
trinken trank getrunken trinkt
sinken sank gesunken sinkt
springen sprang gesprungen springt
zwingen zwang gezwungen
gewinnen gewann gewonnen gewinnt
beginnen begann begonnen beginnt beginn
schwimmen schwamm geschwommen
fahren fuhr gefahren fahrt
tragen trug getragen tragt
schlagen schlug geschlagen schlagt
laden lud geladen ladt
graben grub gegraben
wachsen wuchs gewachsen wachst wachstum
waschen wusch gewaschen
schaffen schuf geschaffen schafft
fallen fiel gefallen fallt
halten hielt gehalten halt
lassen liess gelassen lasst
laufen lief gelaufen lauft
rufen rief gerufen ruft
heissen hiess geheissen heisst
schlafen schlief geschlafen schlaft
raten riet geraten
fangen fing gefangen fangt
hangen hing gehangen
schreiben schrieb geschrieben schreibt
bleiben blieb geblieben bleibt
steigen stieg gestiegen steigt
treiben trieb getrieben treibt
leiden litt gelitten
schneiden schnitt geschnitten
streiten stritt gestritten streit
greifen griff gegriffen greift
reissen riss gerissen
weisen wies gewiesen weist
scheinen schien geschienen scheint
entscheiden entschied entschieden entscheidet entscheidung
scheiden schied geschieden scheidet
leihen lieh geliehen
verleihen verlieh verliehen verleiht
beissen biss gebissen
ziehen zog gezogen zieht
fliegen flog geflogen fliegt flug fluge flugen
fliehen floh geflohen flucht
bieten bot geboten bietet
schliessen schloss geschlossen schliesst
fliessen floss geflossen fliesst
schiessen schoss geschossen
geniessen genoss genossen
verlieren verlor verloren verliert verlust verluste
frieren fror gefroren
erfrieren erfror erfroren
lugen log gelogen
heben hob gehoben hebt
schieben schob geschoben
wiegen wog gewogen wiegt gewicht
messen mass gemessen misst
essen ass gegessen isst
lesen las gelesen liest
geschehen geschah geschieht
vergessen vergass vergisst
treten trat getreten tritt
sitzen sass gesessen
liegen lag gelegen liegt
bitten bat gebeten
denken dachte gedacht denkt
bringen brachte gebracht bringt
kennen kannte gekannt
nennen nannte genannt nennt
brennen brannte gebrannt brennt brand
wissen wusste gewusst weiss
senden sandte gesandt
wenden wandte gewandt
tun tat getan tut
laden lud geladen
bauen baute gebaut bau bauten
grunden grundete gegrundet grundung grunder
geboren geburt gebar
sieden sott gesotten
`

// irregularVerbsEs are irregular forms of Spanish verbs, and nouns of them.
// Folded.
const irregularVerbsEs = `tener tuvo tuvieron tiene tienen tenia tenian tenido
obtener obtuvo obtuvieron obtiene obtenido obtencion
mantener mantuvo mantuvieron mantiene
contener contuvo contiene
hacer hizo hicieron hecho hecha hace hacen hacia
decir dijo dijeron dicho dice dicen
venir vino vinieron viene vienen
intervenir intervino interviniera intervencion
poder pudo pudieron puede pueden podia
poner puso pusieron puesto puesta pone
imponer impuso impuesto
proponer propuso propuesto propuesta
componer compuso compuesto compositor composicion
exponer expuso expuesto exposicion
traer trajo trajeron trae
atraer atrajo atrae
ver vio vieron visto vista
dar dio dieron dado
saber supo supieron sabe
querer quiso quisieron quiere
morir murio murieron muerto muerta muertos muertas muere mueren muerte muertes
nacer nacio nacieron nacido nacida nace nacimiento
conocer conocio conocido conocida conoce
crecer crecio crecido crece crecimiento crecida
conducir condujo condujeron conduce conductor
producir produjo produjeron produce produccion productor producto
reducir redujo redujeron reduce reduccion
traducir tradujo tradujeron traducido traducida traduce traduccion traductor
introducir introdujo introduccion
construir construyo construyeron construye construido construida construccion constructor
destruir destruyo destruyeron destruido destruida destruccion
incluir incluyo incluye incluido
contribuir contribuyo contribucion
distribuir distribuyo distribucion
sustituir sustituyo sustitucion
escribir escribio escribieron escrito escrita escribe escritor escritora
abrir abrio abrieron abierto abierta abre apertura
cubrir cubrio cubierto cubierta
descubrir descubrio descubierto descubierta descubrimiento
romper roto rota
volver vuelto volvio vuelve
devolver devolvio devuelto
resolver resolvio resuelto
elegir eligio eligieron elegido elegida elige eleccion elecciones
pedir pidio pidieron pide pedido
seguir siguio siguieron sigue
conseguir consiguio consiguieron consigue
perseguir persiguio
sentir sintio siente
dormir durmio duerme dormian
servir sirvio sirve
medir midio mide medida
perder perdio pierde perdida
encontrar encontro encuentra encontraba
mostrar muestra mostro
costar costo cuesta coste costes
volar volo vuela vuelo
comenzar comenzo comienza comienzo
empezar empezo empieza
cerrar cerro cierra cerrado cierre
llover llovio llueve lluvia lluvias
caer cayo cayeron cae caida
leer leyo leyeron lee lectura
huir huyo huyeron huian huida
ir iba iban
ganar gano ganador ganadora
vender vendio venta ventas
perseguir persecucion
dirigir dirigio dirige director directora direccion
proteger protegio proteccion
invadir invadio invasion
decidir decidio decision
dividir dividio division
expandir expandio expansion
permitir permitio permiso
fundar fundo fundador fundadora fundacion
gobernar goberno gobierno gobernador
vivir vivio vivieron vive viven vida vivian
comprar compro compra
pagar pago paga
viajar viajo viaje
ayudar ayudo ayuda
atacar ataco ataque ataques
usar uso usos
`

// likeLists are words of like meaning, by language; those of a line lead to
// each other, and with them all the words of their families.
var likeLists = map[string]string{
	"de": `beginnen anfangen starten eroffnen
enden aufhoren schliessen
grunden errichten schaffen einrichten
bauen errichten erbauen entstehen
kaufen erwerben
bezahlen kosten zahlen finanzieren
preis kosten honorar lohn
verdienen bekommen erhalten
bekommen erhalten
geben verleihen uberreichen schenken
sterben tod umkommen
toten ermorden umbringen
geboren geburt welt
heiraten ehe verheiratet ehemann ehefrau
ehemann gatte mann
ehefrau gattin frau
wohnen leben einwohner bewohner bevolkerung
einwohner menschen bevolkerung burger leute
leute menschen personen
besucher gaste zuschauer publikum
arbeiten beruf beschaftigt tatigkeit
arbeiter beschaftigte mitarbeiter angestellte
firma unternehmen konzern betrieb hersteller
herstellen produzieren erzeugen fertigen
fabrik werk hutte
leiten fuhren vorsitzen chef vorstand
leiter chef direktor vorsitzender
heissen nennen namen titel
name bezeichnung
zeigen darstellen vorfuhren
sagen erklaren berichten mitteilen
glauben meinen annehmen
zweifeln bezweifeln bestreiten
beweisen nachweisen belegen
finden entdecken
erfinden entwickeln
angreifen uberfallen
zerstoren vernichten beschadigen verwusten
brennen anzunden brand feuer
besiegen schlagen gewinnen
verlieren niederlage
verbieten untersagen
erlauben genehmigen zulassen
ablehnen verweigern weigern zuruckweisen
unterstutzen helfen fordern zuschuss
grosse flache umfassen
hoch hohe messen
lang lange strecke kilometer
gewicht schwer wiegen
krankheit leiden
verletzen verwunden
wichtig bedeutend
beruhmt bekannt
gross riesig
klein winzig
schnell rasch
kostenlos umsonst gratis
teuer preis
zeitung presse journalisten
lehrer professor dozent
hochschule universitat
studieren student lernen
auto wagen fahrzeug
zug bahn eisenbahn
waggon wagen
schiff boot
kirche gotteshaus
verkaufen absetzen handel exportieren
steigen zunehmen wachsen erhohen
sinken abnehmen verringern senken
grund ursache anlass
folge ergebnis auswirkung
ende schluss
anteil prozent teil
land staat
fluss strom munden
herkunft stammen kommen
umziehen ziehen
einmarschieren einziehen besetzen
reise fahrt
landen niedergehen
verkehren fahren
aufnehmen
enthalten umfassen bestehen
nutzen verwenden gebrauchen dienen
bewahren aufbewahren lagern
strafe bestrafen
flucht fluchtling vertriebene
`, "es": `empezar comenzar iniciar abrir
terminar acabar finalizar concluir
fundar crear establecer
construir edificar levantar erigir
disenar proyectar
comprar adquirir
pagar costear financiar costar sufragar
costo precio gasto costar inversion
dinero fondos
ganar obtener recibir vencer
recibir obtener cobrar
premio galardon medalla
dar otorgar conceder entregar
morir fallecer muerte
muerto victima fallecido
matar asesinar
casarse esposa esposo matrimonio
mujer esposa
habitante vecino poblacion persona
vivir residir habitar
persona gente
trabajador obrero empleado
trabajar empleo oficio dedicarse
empresa compania
fabricar producir
dirigir encabezar liderar presidir
jefe lider director presidente
llamar denominar nombre
nombre titulo apellido seudonimo
decir afirmar asegurar declarar explicar
creer opinar pensar considerar
mostrar revelar
descubrir hallar encontrar
inventar idear
atacar asaltar saquear
destruir arrasar demoler sepultar derribar
quemar incendiar arder
derrotar vencer
conquistar apoderarse ocupar invadir
prohibir impedir vetar
permitir autorizar
rechazar negar oponerse
ayudar apoyar auxiliar
superficie extension area
altura alto elevado medir
distancia lejos
profundo hundir
enfermedad mal fiebre
herir lesion
famoso celebre conocido
grande enorme
pequeno diminuto
rapido veloz
gratis gratuito
caro precio
periodico prensa diario
profesor maestro
alumno estudiante
estudiar carrera graduarse
coche vehiculo automovil
barco buque nave
arbol bosque
iglesia templo
vender comercio exportar
aumentar subir crecer incrementar
disminuir bajar reducir caer
causa motivo razon
consecuencia resultado
parte porcentaje proporcion
pais nacion
rio cauce
venir proceder provenir
regresar volver
viajar ir
usar utilizar emplear servir
guardar conservar
escapar huir
castigo pena
inaugurar abrir estrenar
nino menor infantil
libro obra novela
escribir componer redactar publicar
pintar retratar
soldado militar tropa ejercito
pueblo aldea villa
montana monte cima
impuesto tasa tributo
permiso licencia
comida alimento
casa vivienda
preso prisionero detenido
`, "zh": `父亲 爸爸
母亲 妈妈
妻子 结婚 丈夫 夫妇 嫁给
孩子 儿童 子女
去世 死亡 逝世 死于 遇难
年龄 年纪 岁数 享年
出生 诞生 生于
职业 工作 从事
学生 徒弟 弟子
老师 教师 师从
医生 大夫
居民 人口 居住 市民
公司 企业 工厂
生产 制造
建造 修建 兴建 建成 建立 建于
成立 创立 创办 建立 设立 开办 开设
设计 规划
购买 买下 收购
费用 花费 成本 投资 资金
价格 票价 售价
收入 赚取 利润
获得 得到 赢得 获奖
奖品 奖励 奖金
开始 起始 开通
结束 终止 完成
发现 找到
发明 研制
证明 表明 证实
解释 说明
认为 觉得 主张
批评 指责 反对
支持 赞成
禁止 不许 不准
允许 准许 批准
拒绝 不肯
攻击 袭击 进攻
占领 占据 侵占
破坏 毁坏 摧毁 烧毁 焚毁
修复 修理 重建 重修
减少 下降 降低 衰落
增加 上升 增长 上涨
原因 理由 缘故
结果 后果 影响
重要 主要 关键
著名 有名 知名
最早 首先 最初 最先 首次
全部 所有 完整
部分 一部
大学 高校
学校 课堂 教室
图书 书籍 古籍
文学 小说
报纸 新闻 媒体
音乐 乐曲
歌剧 戏剧
演出 表演 上演 首演
比赛 竞赛
军队 士兵 部队
战争 战役
国家 国外
首都 京城
语言 方言
翻译 译成
使用 采用 利用 用来
名字 名称 称为 又名 命名
保存 收藏 存放
运输 运送 搬运
旅客 乘客 游客
车厢 列车 火车
医院 诊所
药物 药品
疾病 患病
收集 采集
离开 告别
到达 抵达
移居 迁往 迁移 移民
面积 土地 占地
山区 山地
洪水 水灾
火灾 大火
`, "ar": `والد أب
والدة أم
زوج زوجة تزوج
توفي مات وفاة قتل
ولد ولادة
عمل مهنة وظيفة
سكان نسمة مواطنون
شركة مصنع مؤسسة
بنى شيد أقام
أسس أنشأ تأسيس
كلف تكلفة ثمن سعر
دفع أنفق تمويل
حصل نال
جائزة ميدالية
بدأ انطلق افتتح
انتهى اكتمل أنجز
اكتشف وجد عثر
أثبت برهن أكد
قال صرح أوضح ذكر
رفض عارض
منع حظر
سمح أجاز
هاجم غزا
احتل استولى سيطر
دمر خرب هدم
احترق حريق
انخفض تراجع قل
ارتفع زاد ازداد
سبب أدى نتيجة
مشهور معروف
كتاب رواية مؤلف
كتب ألف
ترجم نقل
استخدم استعمل
سفينة باخرة
منظار تلسكوب
مدرسة جامعة
طالب تلميذ
مرض وباء
مساعدة معونة
خوف قلق خشية
مكان موقع
منزل بيت
أرسل بعث
سافر انتقل رحل
أطول طول
رسالة أطروحة
`,
}
