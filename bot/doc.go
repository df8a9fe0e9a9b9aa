// Package bot is Lector on Discord.
package bot
