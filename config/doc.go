// Package config holds what an operator sets for the program ([Config]: defaults,
// then a YAML file, then the environment, then flags, each overriding the one
// before) and what a server's moderators set for their server ([Server]).
package config
