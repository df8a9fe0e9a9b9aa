// Package discordtest is a Discord of its own, on loopback, for tests: a
// gateway, the REST endpoints that a bot needs, and members who play against
// the bot. It is a second opinion on what Discord accepts, so it shares no code
// with the bot's client library, and it is strict: what Discord refuses it
// refuses, with Discord's status, code and JSON shape.
//
// A test begins with [New], which starts a [Server] and stops it when the test
// ends. Server.URL stands for https://discord.com and Server.Token is the bot's
// token. The world is made by [Server.AddGuild], [Guild.AddChannel] and
// [Guild.AddMember]; it may be made before or after the bot connects.
//
//	fake := discordtest.New(t)
//	town := fake.AddGuild("Town")
//	general := town.AddChannel("general")
//	ada := town.AddMember("ada")
//	… start the bot at fake.URL with fake.Token …
//	fake.WaitReady()
//	v := ada.Slash(general, "/ask", discordtest.Opt("question", "When does it open?"))
//	… v.Content, v.Ephemeral, v.Buttons() …
//	v = ada.Click(v, "Context")
//
// What a member does returns a [View]: what that member then sees. A View is a
// snapshot; [View.Now] takes another, and [View.Wait] waits, with a deadline,
// until one meets a condition. Members do what Discord's client lets them do:
// a command that is not registered, an option that is missing or a choice that
// was not offered fails the test, unless it is sent by force (see [Forced]),
// as a modified client would.
//
// The fake knows three kinds of refusal. What depends on the world (a missing
// permission, closed direct messages, a deleted message) is only answered with
// Discord's error. What no bot should ever send (a payload over a limit, a
// second response to an interaction, an unknown endpoint, an event flood, a
// message that might ping) is also a violation: [Server.Violations] lists them
// and a test that leaves any fails. What a test asks for (see [Server.Fail] and
// the gateway's controls, such as [Server.DropAll]) is neither.
//
// The files, bottom up: form.go (validation of payloads and the shape of
// errors), world.go (guilds, channels, users, permissions), message.go,
// command.go, interaction.go (each the rules of one resource), gateway.go,
// rest.go (routes, authorisation, rate limits, the log), faults.go, endpoint.go
// (interactions over HTTP), member.go and view.go (members and what they see).
package discordtest
