package qa

// shorthand is how English is abbreviated where people type in haste: the first
// word of a line stands for each of the others. Forms that are words of their
// own ("min", "sec", "no") are left out.
const shorthand = `ppl people
u you
ur your
govt government
gov government governor
pres president
pm minister
mgr manager
exec executive
ceo executive chief
cfo finance chief
prof professor
dept department
org organisation organization
orgs organisations organizations
assoc association
corp corporation
uni university
hq headquarters
info information
infos information
docs documents
doc document
pic picture photo
pics pictures photos
vid video
vids videos
app application
apps applications
apt apartment
addr address
acct account
amt amount
avg average
approx approximately about
max maximum
mins minutes
hrs hours
hr hour
wk week
wks weeks
yr year
yrs years
mo month
bday birthday
kms kilometres kilometers
km kilometre kilometer kilometres kilometers
kg kilogram kilograms kilo kilos
pct percent
temp temperature
temps temperatures
pop population
nr number
num number
qty quantity
rep representative
reps representatives
intl international
natl national
pls please
plz please
bc because
cuz because
cos because
coz because
abt about
btwn between
b4 before
tmrw tomorrow
tmr tomorrow
atm currently
rn currently
msg message
msgs messages
pw password
pwd password
acc account
ppv pay
vs against
reg registration
regs regulations
congrats congratulations
champ champion
champs champions
mod moderator
mods moderators
admin administrator
admins administrators
dev developer
devs developers
cops police
cop police
kid child
kids children
mum mother
mom mother
dad father
bro brother
sis sister
hubby husband
celeb celebrity
vaxx vaccine
vax vaccine
meds medicine
ad advertisement
ads advertisements
bike bicycle
fridge refrigerator
exam examination
lab laboratory
ref referee
comp competition
tix tickets
`
