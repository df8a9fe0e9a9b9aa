package qa

// meanings are sets of everyday English words that say much the same, or that
// stand for each other between a question and what answers it, whatever part
// of speech they are. Every word of a line leads to all the others. A match is
// weak: words have several senses, and a set knows one of them. Base forms are
// listed; regular endings are met by stem, irregular forms by [inflections].
const meanings = `die death dead killed perish fatal deceased fatality
kill murder assassinate slay execute shoot slaughter
killer murderer assassin gunman
hurt injure wound injury casualty
cost price fee charge expense fare pay rate
expensive costly dear pricey
cheap inexpensive affordable budget
boss head leader chief chairman president director manager commander chair
leader ruler commander chief chairman
meet meeting talks summit conference negotiate gathering encounter
talk speak discuss conversation negotiate dialogue chat
begin start open launch commence initiate kick onset beginning
end finish stop conclude close cease expire over
win beat defeat victory triumph champion overcome
lose defeat beaten loss
ban forbid prohibit outlaw expel bar forbidden disallow illegal
expel deport banish evict oust eject remove
allow permit let authorise authorize permission may
rule regulation guideline requirement condition law
must need require obligatory mandatory compulsory
fix repair mend restore
break damage destroy shatter wreck
broken faulty defective damaged
job work occupation career profession post position role
worker employee staff labourer
hire recruit employ appoint engage
fire sack dismiss
quit resign retire leave step
salary wage pay earnings income
money cash fund payment dollar euro pound
buy purchase acquire bought
sell sale sold vendor
rent lease hire tenant
owner own possess belong proprietor
free gratis complimentary costless
refund reimburse repay return money
book reserve booking reservation
ticket pass admission entry fare
join enrol enroll register member enter sign
leave depart exit withdraw go
cancel annul scrap abandon call
delay postpone defer late
late delay overdue tardy
early soon beforehand
open opening opened hours
shut close closed closure
house home residence dwelling
flat apartment
live reside dwell inhabit home resident
born birth birthplace native
grow raise childhood upbringing
marry wed wife husband spouse marriage wedding
divorce separate split
child kid son daughter boy girl offspring
parent mother father
mother mum mom
father dad
baby infant newborn
young youth youngster teenager juvenile
old elderly aged age ancient
age old year
sister brother sibling
family relative kin household
friend companion ally mate
enemy foe rival opponent adversary
fight battle combat clash war struggle
attack raid assault strike bomb ambush offensive
invade invasion occupy conquer
soldier troop military army force fighter
fighter militant rebel insurgent combatant
terrorist militant extremist
peace truce ceasefire armistice
deal agreement accord pact treaty settlement
agree consent accept approve agreement
refuse reject decline deny
promise pledge vow commit assure guarantee
demand insist require call request
ask request inquire query question
answer reply respond response
say tell state announce declare claim told
statement announcement declaration
deny reject dispute refute
warn caution alert warning
threat threaten danger menace
danger hazard risk dangerous peril
safe secure safety security
protect guard defend shield
police officer cop
arrest detain seize capture custody
jail prison imprison detain
prisoner inmate captive detainee
trial court hearing
judge court magistrate referee
guilty convict
punish penalty sentence fine sanction
penalty fine sanction punish
steal theft rob robbery
crime offence offense
law legislation act statute
government administration cabinet regime authority
country nation state land
capital city
city town municipality
town village city
area region district zone territory
region province area district
border frontier boundary
vote elect ballot poll election
elect vote choose election
politician minister lawmaker
president leader head
king monarch ruler queen
party faction
protest demonstrate demonstration rally march
protester demonstrator
strike walkout
refugee migrant displaced asylum
flee escape evacuate leave
return come back
come arrive reach return
go travel visit head leave
travel journey trip tour visit
trip journey voyage excursion crossing
visit tour trip travel attend
arrive reach land arrival
car vehicle automobile
bike bicycle cycle
lorry truck
bus coach
boat ship ferry vessel
plane aircraft flight jet
train railway rail
road street route highway
way route path road
far distance kilometre mile
distance kilometre mile metre
length long metre
tall high height metre
heavy weigh weight kilogram kilo
weight weigh kilogram ton
big large huge great enormous vast major
small little tiny minor
more additional extra further
many several numerous number
few little handful
most majority
half fifty
all every entire whole
part section portion piece
rest remainder remaining
group band team organisation organization
team side squad club
player footballer athlete
coach manager trainer
match game fixture
goal score
score goal point result
result outcome score
final decider
championship title cup trophy
prize award medal trophy
award honour honor prize
record best
fan supporter
crowd audience spectator attendance
attendance crowd spectator
show display exhibit present
exhibition display show
concert gig performance
song track single
album record
singer vocalist
music song
film movie picture
actor star cast
book novel volume
write author writer wrote
author writer novelist poet
newspaper paper
journalist reporter correspondent
news report
photo picture photograph image
picture painting photo image
paint painter painting
artist painter sculptor
famous known renowned celebrated notable
popular favourite favorite
name call title known
nickname dub known
mean meaning signify
word term
language speak tongue
school college university academy
teach teacher instructor
study research learn
learn study find
student pupil
degree qualification graduate
graduate degree alumnus
class lesson course
test exam examine trial
invent inventor create
inventor invent
create make found develop
make produce manufacture build create
build construct erect construction
builder mason constructor
design plan architect
found establish create set founder
discover find detect discovery
find discover locate
search look hunt seek
lost missing
hide conceal
idea plan proposal concept
plan scheme intend proposal
aim goal purpose target objective
want wish desire seek hope
hope expect wish
like enjoy love prefer
hate dislike detest
happy glad pleased delighted
sad unhappy
angry furious outraged
afraid fear scared frightened
worry concern fear anxious
problem trouble issue difficulty
difficult hard tough
easy simple
reason cause because why due
cause lead trigger result because
happen occur place take
event incident occasion happening
accident crash collision
crash collide accident
disaster catastrophe
fire blaze burn
burn fire blaze
flood flooding
storm hurricane gale
wind gale breeze
rain wet rainfall
snow ice
cold cool freeze chilly
hot warm heat
weather climate forecast
water sea
sea ocean
tide ebb flow
moon lunar
sun solar
star stellar
earth planet world
world globe global
mountain hill peak
river stream
lake pond
forest wood woodland
tree wood
flower bloom
animal creature beast
dog puppy
cat kitten
cow cattle
horse pony
bird fowl
fish fishing
eat food meal feed
food meal dish
meal lunch dinner breakfast
drink beverage
hungry hunger famine
thirsty thirst
sleep rest
rest break pause
break pause interval
tired exhausted weary
ill sick illness disease unwell
illness disease sickness
doctor physician medic
hospital clinic
nurse carer
medicine drug medication
treat cure therapy
heal cure recover
pain ache sore
body corpse
blood bleed
eye sight
clean wash wipe
wash clean rinse
dirty filthy grime dirt
grease oil lubricate
oil lubricant lubricate grease
wear dress clothes
clothes clothing garment
worn wear
shoe boot
hat cap
bag luggage
luggage baggage suitcase
carry bring take transport
bring carry take
take bring carry
give hand provide grant donate
donate give contribute
gift present donate
get receive obtain
receive get obtain
send dispatch deliver
deliver bring
keep retain store hold
store keep shop
shop store
hold grip
use utilise employ
need require necessary
help aid assist support
support back aid
rescue save
save rescue spare
try attempt
fail failure unsuccessful
succeed success manage
change alter modify shift
replace substitute swap
successor succeed replace follow
predecessor precede before
add include
contain include hold consist
remove take off detach
cut reduce trim
reduce cut lower decrease
lower reduce
raise increase lift
increase rise grow raise
grow increase rise expand
fall drop decline decrease
drop fall
push press
pull drag tug
move shift relocate
turn rotate spin
throw toss hurl
hit strike beat
touch contact
contact reach phone email
phone telephone call ring
call phone ring
letter mail
email mail
website site online
computer pc laptop
machine device apparatus
tool instrument implement
engine motor
electricity power
light lamp lantern
lamp light lantern
power strength energy
strong powerful
weak feeble
fast quick rapid speed
slow gradual
speed fast velocity knot
quiet silent silence
loud noisy noise
noise sound
see watch view
watch see view
look see appear
hear listen
feel sense
think believe consider opinion
believe think faith
know aware
understand grasp
remember recall
forget omit
decide decision choose
decision ruling decide
choose pick select choice
select choose pick
right correct
wrong incorrect mistake error
mistake error fault
fault blame
blame accuse fault
accuse allege charge
allege claim accuse
suspect accuse
prove evidence
proof evidence
evidence proof
witness see
true real
false fake untrue
fake counterfeit forged
secret hidden confidential
public open
private personal
rich wealthy
poor poverty
tax duty levy
debt owe loan
loan lend borrow
borrow loan lend
bank lender
company firm business
business company trade
trade commerce export
customer client visitor guest
guest visitor
visitor guest tourist
tourist visitor
passenger traveller rider
member participant
participant member attend
attend participate join
participate join compete
compete race contest
contest competition
organise arrange host
host organise
arrange organise
prepare ready
ready prepared
wait await
stay remain
remain stay
continue last proceed
last continue duration
duration last minute hour
time hour clock
hour time minute
minute hour
day daily
week weekly
month monthly
year annual
annual yearly
often frequent usually
usually normally generally
always constantly
never not
sometimes occasionally
now currently present
currently now
recent new latest
new recent modern
former previous ex
previous former earlier
first initial original earliest
original first
last final latest
next following
before prior ahead
after following since
since after
during while
near close beside
close near
beside near next
opposite facing
inside within indoor
outside outdoor
above over
below under beneath
top summit peak
bottom base
front ahead
back behind rear
left port
side edge
middle centre center
edge border
corner angle
room hall chamber
floor storey
roof ceiling
wall barrier
door gate entrance
entrance entry door gate
window pane
garden yard
park garden
bridge crossing
tower spire
castle fortress
church chapel
religion faith
god deity
priest clergy
holy sacred
woman female women
man male men
female woman
male man
people person
person individual
everybody everyone
nobody none
colour color
red scarlet
white pale
black dark
dark night
same identical
different distinct
similar alike
compare similar
special particular
important main
main chief primary
responsible charge
charge responsible
reach arrive
measure gauge
gauge measure
count number
limit maximum
maximum most limit
minimum least
enough sufficient
empty vacant
full complete
complete finish
perfect ideal
bad poor
good great
better improve
improve better
worse deteriorate
normal usual
strange odd
rare uncommon
common widespread
modern contemporary
traditional customary
custom tradition
party celebration
celebrate mark
festival celebration
holiday vacation
vacation holiday
birthday born
funeral bury
bury burial grave
grave tomb
memorial monument
statue sculpture
museum gallery
library archive
office bureau
factory plant
farm agriculture
farmer grower
crop harvest
harvest crop
mine mining
metal steel iron
steel iron
stone rock
gold golden
wood timber wooden
paper document
document paper file
map chart
list catalogue
report account
account report
story tale
history past
past history
future ahead
chance opportunity
opportunity chance
luck fortune
skill ability
ability able
experience experienced
expert specialist
specialist expert
professional expert
amateur volunteer
volunteer unpaid
charity donation
bomb explosive explosion blast
explosion blast
weapon gun arm
gun weapon rifle
hostage captive kidnap
kidnap abduct hostage
control seize rule hold
seize capture control
overthrow topple oust coup
coup overthrow
topple overthrow
independence independent
colony colonial
slave slavery
empire imperial
revolution uprising
rebel insurgent
spy intelligence
embassy diplomat ambassador
ambassador envoy diplomat
envoy delegate representative
delegation representative delegate
representative delegate envoy
spokesman spokesperson speaker
spokesperson spokesman
human mankind
rights liberty
freedom liberty
equal equality
education school
health medical
science scientific
scientist researcher
experiment test
virus infection
vaccine vaccination
infect infection
pregnant pregnancy`
