package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"The shell: ${enum}."`
}

// Help is what lector completion --help shows below the flags.
func (completionCmd) Help() string {
	return `Examples:
  source <(lector completion bash)
  lector completion zsh > "${fpath[1]}/_lector"
  lector completion fish > ~/.config/fish/completions/lector.fish`
}

// completionWords are a command's words: its subcommands and its flags.
type completionWords struct {
	path  string // "pairs import"; empty is the root
	help  string
	words []string
}

func completionsOf(app *kong.Node) []completionWords {
	var all []completionWords
	var walk func(n *kong.Node, path string)
	walk = func(n *kong.Node, path string) {
		w := completionWords{path: path, help: n.Help}
		for _, child := range n.Children {
			if !child.Hidden {
				w.words = append(w.words, child.Name)
			}
		}
		for _, f := range n.Flags {
			if !f.Hidden {
				w.words = append(w.words, "--"+f.Name)
			}
		}
		if path != "" {
			w.words = append(w.words, "--help")
		}
		all = append(all, w)
		for _, child := range n.Children {
			if !child.Hidden {
				walk(child, strings.TrimSpace(path+" "+child.Name))
			}
		}
	}
	walk(app, "")
	return all
}

func (cmd completionCmd) Run(c *call) error {
	all := completionsOf(c.parser.Model.Node)
	var b strings.Builder
	switch cmd.Shell {
	case "bash", "zsh":
		if cmd.Shell == "zsh" {
			b.WriteString("#compdef lector\nautoload -U +X bashcompinit && bashcompinit\n")
		}
		b.WriteString("_lector() {\n  local cur=${COMP_WORDS[COMP_CWORD]} given= words= w\n")
		b.WriteString("  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do case $w in -*) ;; *) given=\"$given $w\" ;; esac; done\n  case \"$given\" in\n")
		// The longest path first, for a case takes the first pattern that fits.
		for i := len(all) - 1; i >= 0; i-- {
			pattern := "*"
			if all[i].path != "" {
				pattern = "' " + all[i].path + "'*"
			}
			fmt.Fprintf(&b, "    %s) words='%s' ;;\n", pattern, strings.Join(all[i].words, " "))
		}
		b.WriteString("  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n  [[ $cur == -* ]] || COMPREPLY+=($(compgen -f -- \"$cur\"))\n}\ncomplete -o filenames -F _lector lector\n")
	case "fish":
		for _, w := range all {
			condition := "__fish_use_subcommand"
			if w.path != "" {
				condition = "__fish_seen_subcommand_from " + w.path
			}
			for _, word := range w.words {
				if name, ok := strings.CutPrefix(word, "--"); ok {
					fmt.Fprintf(&b, "complete -c lector -n '%s' -l %s\n", condition, name)
				} else {
					fmt.Fprintf(&b, "complete -c lector -f -n '%s' -a %s\n", condition, word)
				}
			}
		}
	}
	_, err := fmt.Fprint(c.stdout, b.String())
	return err
}
