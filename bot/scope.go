package bot

import (
	"lector/article"
)

// Permission bits (developers/topics/permissions).
const (
	permAdministrator  = 1 << 3
	permManageGuild    = 1 << 5
	permManageMessages = 1 << 13
)

// The kinds of installation in authorizing_integration_owners.
const (
	installedByServer = "0"
	installedByUser   = "1"
)

// scope is who may be answered from what, and how openly. It is worked out
// anew for everything a member does, from what Discord says about them and
// their place; nothing in a custom_id or an autocomplete value widens it.
type scope struct {
	collections []article.Collection // what is searched: the own one first, then home
	own         article.Collection   // what a manager here manages
	guild       string               // the server Lector is installed on, else ""
	user        string
	private     bool // only the asker may see the answer, whatever they choose
	manage      bool // may manage the own collection
	moderate    bool // may delete messages of others
}

// scopeOf works out an interaction's scope. On a server where Lector is
// installed that is the server's collection and home. Everywhere else (direct and
// group messages, and servers where only the user installed it) it is the user's
// own and home, seen by the user alone.
func scopeOf(i *Interaction) scope {
	if i.Guild != "" && i.Owners[installedByServer] == i.Guild {
		s := guildScope(i.Guild, i.User.ID)
		s.manage = i.Permissions&(permManageGuild|permAdministrator) != 0
		s.moderate = i.Permissions&(permManageMessages|permAdministrator) != 0
		return s
	}
	s := userScope(i.User.ID)
	// In a direct message with Lector there is nobody else to see it, and an
	// ephemeral answer would only vanish.
	s.private = i.Context != contextBotDM || i.Guild != ""
	return s
}

// scopeOfMessage works out the scope of a message that Lector was sent. The
// gateway carries only messages of servers where Lector is installed, and direct
// ones.
func scopeOfMessage(m *Message) scope {
	if m.Guild != "" {
		return guildScope(m.Guild, m.Author.ID)
	}
	return userScope(m.Author.ID)
}

func guildScope(guild, user string) scope {
	own := article.Guild(guild)
	return scope{collections: []article.Collection{own, article.Home}, own: own, guild: guild, user: user}
}

func userScope(user string) scope {
	own := article.User(user)
	return scope{collections: []article.Collection{own, article.Home}, own: own, user: user, manage: true}
}

// collection resolves a collection's kind, as a reference gives it, to the one
// of that kind that this scope may read.
func (s scope) collection(kind string) (article.Collection, bool) {
	switch kind {
	case kindHome:
		return article.Home, true
	case kindOwn:
		return s.own, true
	}
	return "", false
}

// kind is how references name a collection: never by its owner, who is known
// from the scope.
func (s scope) kind(c article.Collection) string {
	if c == article.Home {
		return kindHome
	}
	return kindOwn
}

const (
	kindHome = "h"
	kindOwn  = "o"
)
