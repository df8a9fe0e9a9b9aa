package bot

import (
	"context"
	"errors"
	"net/http"
)

// Inspection is what Discord says of the application, for an operator who
// wonders why something does not work.
type Inspection struct {
	ID, Name     string
	PublicKey    string // hex
	Endpoint     string // the interactions endpoint that Discord calls; empty: interactions come by the gateway
	GuildInstall bool   // it can be installed on servers
	UserInstall  bool   // it can be installed for a member alone
	Privileged   bool   // it may ask for privileged intents, which Lector does not need
	Shards       int    // connections that Discord recommends
	StartsLeft   int    // times that the bot may connect anew until the limit is reset
	StartsTotal  int
}

// applicationFlags that mean a privileged intent is allowed (developers/resources/application,
// Application Flags: presence, members and message content, each also in its limited form).
const privilegedFlags = 1<<12 | 1<<13 | 1<<14 | 1<<15 | 1<<18 | 1<<19

// Inspect asks Discord about the application. A token that Discord does not know
// is a *[FatalError].
func (b *Bot) Inspect(ctx context.Context) (Inspection, error) {
	var app struct {
		application
		Flags    int64          `json:"flags"`
		Endpoint string         `json:"interactions_endpoint_url"`
		Installs map[string]any `json:"integration_types_config"`
	}
	err := b.rest.do(ctx, request{method: http.MethodGet, path: "/applications/@me", out: &app})
	var refusal *apiError
	if errors.As(err, &refusal) && refusal.status == http.StatusUnauthorized {
		return Inspection{}, &FatalError{refusal.status, fatalCloses[4004]}
	}
	if err != nil {
		return Inspection{}, err
	}
	gateway, err := b.rest.gatewayInfo(ctx)
	if err != nil {
		return Inspection{}, err
	}
	_, guild := app.Installs["0"]
	_, user := app.Installs["1"]
	return Inspection{
		ID: app.ID, Name: app.Name, PublicKey: app.Verify, Endpoint: app.Endpoint,
		GuildInstall: guild, UserInstall: user, Privileged: app.Flags&privilegedFlags != 0,
		Shards: gateway.Shards, StartsLeft: gateway.Limit.Remaining, StartsTotal: gateway.Limit.Total,
	}, nil
}
