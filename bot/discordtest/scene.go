package discordtest

import (
	"encoding/json"
	"os"
)

// Draw writes what the views show to the file that LECTOR_SCENES names, as one
// JSON object a line, for a program that draws pictures of it; without the
// variable it does nothing. The scene has a name, which a picture's file gets,
// and holds the messages in the order given.
func (s *Server) Draw(name string, views ...*View) {
	s.t.Helper()
	file := os.Getenv("LECTOR_SCENES")
	if file == "" {
		return
	}
	s.mu.Lock()
	users, channels := map[string]string{}, map[string]string{}
	for id, u := range s.users {
		users[id] = u.Name
	}
	for id, c := range s.channels {
		channels[id] = c.Name
	}
	var messages []map[string]any
	channel := ""
	for _, v := range views {
		if v.channel != nil {
			channel = v.channel.Name
		}
		m := map[string]any{"problem": v.Problem}
		if v.Modal != nil {
			m["modal"] = map[string]any{"title": v.Modal.Title, "fields": v.Modal.Fields}
		}
		if x := v.msg; x != nil {
			m["author"], m["bot"], m["time"] = x.author.Name, x.author.bot, x.created.UTC().Format("15:04")
			m["ephemeral"], m["edited"], m["deleted"], m["thinking"] = v.Ephemeral, v.Edited, v.Deleted, v.Thinking
			m["content"], m["embeds"], m["rows"] = v.Content, v.Embeds, v.Rows
			var files []string
			for _, f := range v.Files {
				files = append(files, f.Name)
			}
			m["files"] = files
			switch ix := x.source; {
			case x.replyTo != nil:
				m["reply"] = map[string]any{"author": x.replyTo.author.Name, "bot": x.replyTo.author.bot, "content": x.replyTo.content, "ephemeral": x.replyTo.only != nil}
			case ix != nil && ix.kind == commandUse:
				m["command"] = map[string]any{"user": ix.user.Name, "name": ix.commandName, "message": ix.commandType == messageCommand}
			}
		}
		messages = append(messages, m)
	}
	s.mu.Unlock()
	b, err := json.Marshal(map[string]any{"name": name, "channel": channel, "users": users, "channels": channels, "messages": messages})
	if err != nil {
		s.t.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(append(b, '\n')); err != nil {
		s.t.Fatal(err)
	}
}
