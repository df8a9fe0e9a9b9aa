package discordtest

import (
	"fmt"
	"slices"
)

// Component types.
const (
	typeActionRow    = 1
	typeButton       = 2
	typeStringSelect = 3
	typeTextInput    = 4
	typeUserSelect   = 5
	typeRoleSelect   = 6
	typeMentionable  = 7
	typeChanSelect   = 8
	typeSection      = 9
	typeTextDisplay  = 10
	typeThumbnail    = 11
	typeMediaGallery = 12
	typeFile         = 13
	typeSeparator    = 14
	typeContainer    = 17
	typeLabel        = 18
	typeFileUpload   = 19
	typeRadioGroup   = 21
	typeCheckboxes   = 22
	typeCheckbox     = 23
)

// componentCheck walks the components of one message or modal.
type componentCheck struct {
	ids   map[string]bool
	total int
	texts int
}

func (k *componentCheck) customID(o object, required bool) {
	id := o.text("custom_id", required, 1, 100)
	if id == "" {
		return
	}
	if k.ids[id] {
		o.fault("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	k.ids[id] = true
}

func componentType(o object) int64 { return o.integer("type", true, 1, 1<<31, 0) }

func invalidType(o object, where string) {
	o.fault("type", "UNION_TYPE_CHOICES", "Value of field \"type\" %v is not allowed in %s.", o.m["type"], where)
}

func checkMessageComponents(o object, v2 bool) {
	k := &componentCheck{ids: map[string]bool{}}
	max := 5
	if v2 {
		max = 40
	}
	for _, c := range o.objects("components", 0, max) {
		k.top(c, v2)
	}
	if v2 && k.total > 40 {
		o.fault("components", "BASE_TYPE_MAX_LENGTH", "The total number of components must be 40 or fewer.")
	}
	if k.texts > 4000 {
		o.fault("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The total displayable text size of components exceeds the maximum size of 4000")
	}
}

func (k *componentCheck) top(c object, v2 bool) {
	k.total++
	t := componentType(c)
	if t == typeActionRow {
		k.row(c)
		return
	}
	if !v2 {
		invalidType(c, "a message without components V2")
		return
	}
	switch t {
	case typeContainer:
		c.integer("accent_color", false, 0, 0xffffff, 0)
		for _, e := range c.objects("components", 1, 40) {
			if e.m["type"] != nil {
				if n, err := wholeNumber(e.m["type"]); err == nil && n == typeContainer {
					invalidType(e, "a container")
					continue
				}
			}
			k.top(e, true)
		}
	case typeSection:
		for _, e := range c.objects("components", 1, 3) {
			k.total++
			if componentType(e) != typeTextDisplay {
				invalidType(e, "a section")
				continue
			}
			k.textDisplay(e)
		}
		a, ok := c.object("accessory")
		if !ok {
			c.fault("accessory", "BASE_TYPE_REQUIRED", "This field is required")
			return
		}
		k.total++
		switch componentType(a) {
		case typeButton:
			k.button(a)
		case typeThumbnail:
			if m, ok := a.object("media"); ok {
				m.link("url", true, 2048)
			}
		default:
			invalidType(a, "a section's accessory")
		}
	case typeTextDisplay:
		k.textDisplay(c)
	case typeSeparator:
		c.integer("spacing", false, 1, 2, 1)
	case typeMediaGallery:
		for _, e := range c.objects("items", 1, 10) {
			if m, ok := e.object("media"); ok {
				m.link("url", true, 2048)
			}
		}
	case typeFile:
		if m, ok := c.object("file"); ok {
			m.link("url", true, 2048)
		}
	default:
		invalidType(c, "a message")
	}
}

func (k *componentCheck) textDisplay(c object) {
	k.texts += len([]rune(c.text("content", true, 1, 4000)))
}

func (k *componentCheck) row(c object) {
	children := c.objects("components", 1, 5)
	if c.m["components"] == nil {
		c.fault("components", "BASE_TYPE_REQUIRED", "This field is required")
	}
	selects := 0
	for _, e := range children {
		k.total++
		switch t := componentType(e); t {
		case typeButton:
			k.button(e)
		case typeStringSelect, typeUserSelect, typeRoleSelect, typeMentionable, typeChanSelect:
			selects++
			k.selectMenu(e, t, false)
		default:
			invalidType(e, "an action row of a message")
		}
	}
	if selects > 0 && len(children) > 1 {
		c.fault("components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
	}
}

func (k *componentCheck) button(b object) {
	style := b.integer("style", true, 1, 6, 0)
	label := b.text("label", false, 0, 80)
	emoji, hasEmoji := b.object("emoji")
	if hasEmoji && asText(emoji.m["name"]) == "" && asText(emoji.m["id"]) == "" {
		emoji.fault("", "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")
	}
	b.boolean("disabled")
	switch style {
	case 5:
		b.link("url", true, 512)
		if b.has("custom_id") {
			b.fault("", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
		}
	case 6:
		b.text("sku_id", true, 1, 20)
	default:
		k.customID(b, true)
		if b.has("url") && asText(b.m["url"]) != "" {
			b.fault("", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
		}
	}
	if style != 6 && label == "" && !hasEmoji {
		b.fault("", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A button must have a label or an emoji")
	}
}

func (k *componentCheck) selectMenu(c object, t int64, modal bool) {
	k.customID(c, true)
	c.text("placeholder", false, 0, 150)
	c.boolean("disabled")
	if modal && c.m["disabled"] == true {
		c.fault("disabled", "BASE_TYPE_CHOICES", "A select in a modal cannot be disabled.")
	}
	min := c.integer("min_values", false, 0, 25, 1)
	max := c.integer("max_values", false, 1, 25, 1)
	if min > max {
		c.fault("min_values", "NUMBER_TYPE_MAX", "min_values must not exceed max_values.")
	}
	if t != typeStringSelect {
		kinds := map[int64][]string{typeUserSelect: {"user"}, typeRoleSelect: {"role"}, typeMentionable: {"user", "role"}, typeChanSelect: {"channel"}}[t]
		defaults := c.objects("default_values", 0, 25)
		for _, d := range defaults {
			if id := d.text("id", true, 1, 20); id != "" && !isSnowflake(id) {
				d.fault("id", "NUMBER_TYPE_COERCE", "Value %q is not snowflake.", id)
			}
			if !slices.Contains(kinds, d.text("type", true, 1, 10)) {
				d.fault("type", "BASE_TYPE_CHOICES", "Value must be one of %v.", kinds)
			}
		}
		if n := int64(len(defaults)); n > 0 && (n > max || n < min) {
			c.fault("default_values", "SELECT_COMPONENT_OPTION_DEFAULTS", "Between %d and %d defaults are allowed.", min, max)
		}
		intList(c, "channel_types", 0, 16)
		return
	}
	if c.m["options"] == nil {
		c.fault("options", "BASE_TYPE_REQUIRED", "This field is required")
	}
	values := map[string]bool{}
	chosen := int64(0)
	opts := c.objects("options", 1, 25)
	for _, o := range opts {
		o.text("label", true, 1, 100)
		v := o.text("value", true, 1, 100)
		o.text("description", false, 0, 100)
		if values[v] {
			o.fault("value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		values[v] = true
		if o.boolean("default") {
			chosen++
		}
	}
	if chosen > max {
		c.fault("options", "SELECT_COMPONENT_OPTION_DEFAULTS", "Only %d options may be default.", max)
	}
	if max > int64(len(opts)) && len(opts) > 0 {
		c.fault("max_values", "SELECT_COMPONENT_MAX_VALUES", "max_values exceeds the number of options.")
	}
}

// checkModal holds the data of a modal response against Discord's limits.
func checkModal(o object) {
	o.text("custom_id", true, 1, 100)
	o.text("title", true, 1, 45)
	if o.m["components"] == nil {
		o.fault("components", "BASE_TYPE_REQUIRED", "This field is required")
	}
	k := &componentCheck{ids: map[string]bool{}}
	for _, c := range o.objects("components", 1, 5) {
		switch componentType(c) {
		case typeActionRow:
			for _, e := range c.objects("components", 1, 1) {
				if componentType(e) != typeTextInput {
					invalidType(e, "an action row of a modal")
					continue
				}
				e.text("label", true, 1, 45)
				k.textInput(e)
			}
		case typeLabel:
			c.text("label", true, 1, 45)
			c.text("description", false, 0, 100)
			e, ok := c.object("component")
			if !ok {
				c.fault("component", "BASE_TYPE_REQUIRED", "This field is required")
				continue
			}
			switch t := componentType(e); t {
			case typeTextInput:
				k.textInput(e)
			case typeStringSelect, typeUserSelect, typeRoleSelect, typeMentionable, typeChanSelect:
				k.selectMenu(e, t, true)
			case typeFileUpload:
				k.customID(e, true)
				e.integer("min_values", false, 0, 10, 1)
				e.integer("max_values", false, 1, 10, 1)
			case typeRadioGroup, typeCheckboxes, typeCheckbox:
				k.customID(e, true)
			default:
				invalidType(e, "a label")
			}
		case typeTextDisplay:
			k.textDisplay(c)
		default:
			invalidType(c, "a modal")
		}
	}
}

func (k *componentCheck) textInput(e object) {
	k.customID(e, true)
	e.integer("style", true, 1, 2, 1)
	min := e.integer("min_length", false, 0, 4000, 0)
	max := e.integer("max_length", false, 1, 4000, 4000)
	if min > max {
		e.fault("min_length", "NUMBER_TYPE_MAX", "min_length must not exceed max_length.")
	}
	value := e.text("value", false, 0, 4000)
	if n := int64(len([]rune(value))); value != "" && (n > max || n < min) {
		e.fault("value", "BASE_TYPE_BAD_LENGTH", "%s", fmt.Sprintf("Must be between %d and %d in length.", min, max))
	}
	e.text("placeholder", false, 0, 100)
	e.boolean("required")
}
