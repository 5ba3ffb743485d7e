package cli

import (
	"encoding/json"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/i18n"
)

// screening are the flags of the command.
type screening struct {
	allow, accepted string
	packs           []string
	consultation    bool
	mask            bool
}

func screenCommand(s *shell) *cobra.Command {
	var o screening
	c := command("screen FILE...", "screen", takes(1, 1000), func(_ *cobra.Command, args []string) error { return s.screen(o, args) })
	c.Flags().StringVar(&o.allow, "allow", "", i18n.T("cli.flag.allow"))
	c.Flags().StringArrayVar(&o.packs, "pack", nil, i18n.T("cli.flag.pack"))
	c.Flags().StringVar(&o.accepted, "accepted", "", i18n.T("cli.flag.accepted"))
	c.Flags().BoolVar(&o.consultation, "consultation", false, i18n.T("cli.flag.consultation"))
	c.Flags().BoolVar(&o.mask, "mask", false, i18n.T("cli.flag.mask"))
	return c
}

// A screened is one finding of a file, and where its line begins. With an Error
// the file was not screened: that is a finding which blocks.
type screened struct {
	File string `json:"file"`
	screen.Finding
	Error string `json:"error,omitempty"`
	line  int
}

// screen reads files and prints what must not be published. What blocks is
// refused, and so is a file that cannot be read; the others are screened all the same.
func (s *shell) screen(o screening, names []string) error {
	rules, accepted, err := s.screenRules(o)
	if err != nil {
		return err
	}
	if o.mask && len(names) > 1 {
		return misuse("cli.screen.one_file")
	}
	var all []screened
	unread := map[string]error{}
	for _, name := range names {
		f, found, err := s.screenFile(rules, name)
		if err != nil && o.mask {
			return err
		}
		if err != nil {
			unread[name] = err
			all = append(all, screened{File: name, Error: i18n.Text(told(err)), Finding: screen.Finding{Kind: "trace", Rule: "trace_unreadable", Severity: screen.Block}})
			continue
		}
		found = slices.DeleteFunc(found, func(x screen.Finding) bool { return accepted[x.Fingerprint()] })
		if o.mask {
			return s.masked(f, found)
		}
		for i, line := range linesOf(f, found) {
			all = append(all, screened{File: name, Finding: found[i], line: line})
		}
	}
	if err := s.showScreened(all, len(names)-len(unread)); err != nil {
		return err
	}
	return s.refuse(all, unread)
}

// screenFile reads a file and finds what is in it.
func (s *shell) screenFile(rules *screen.Rules, name string) (extract.File, []screen.Finding, error) {
	data, err := s.read(name)
	if err != nil {
		return extract.File{}, nil, err
	}
	f, err := extract.Read(filepath.Base(name), data)
	if err != nil {
		return f, nil, err
	}
	return f, rules.File(f), nil
}

// refuse is the fault of findings that block, and of files that were not screened,
// each with its reason. A name that leads to no file is wrong use.
func (s *shell) refuse(all []screened, unread map[string]error) error {
	refused := refusal(slices.DeleteFunc(slices.Clone(all), func(x screened) bool { return x.Error != "" }))
	if len(unread) == 0 {
		return refused
	}
	if refused != nil {
		s.complain(i18n.T("cli.error", fault.As(refused).Text))
	}
	var rows []fault.Row
	wrong := false
	for _, name := range slices.Sorted(maps.Keys(unread)) {
		rows = append(rows, fault.Row{File: name, Text: told(unread[name])})
		_, misnamed := errors.AsType[misused](unread[name])
		wrong = wrong || misnamed
	}
	err := error(&fault.Error{Kind: fault.Invalid, Text: fault.T("cli.screen.unread", len(rows)), Rows: rows})
	if wrong {
		err = misused{err}
	}
	return err
}

// refusal is the fault of findings that block; nil if none does.
func refusal(all []screened) error {
	blocks := 0
	for _, x := range all {
		if x.Severity == screen.Block {
			blocks++
		}
	}
	if blocks > 0 {
		return fault.New(fault.Invalid, "cli.screen.blocked", blocks)
	}
	return nil
}

// masked prints the text of a file with its repairs. What a repair does not mend is refused.
func (s *shell) masked(f extract.File, found []screen.Finding) error {
	if f.Type != "txt" && f.Type != "csv" || len(f.Parts) != 1 {
		return fault.New(fault.Invalid, "cli.screen.not_text")
	}
	if err := s.write("-", []byte(screen.Mask(f.Parts[0].Text, found))); err != nil {
		return err
	}
	var left []screened
	for _, x := range found {
		if x.Repair == "" {
			left = append(left, screened{Finding: x})
		}
	}
	return refusal(left)
}

// screenRules makes the rules ready, with the lists that the flags name.
func (s *shell) screenRules(o screening) (*screen.Rules, map[string]bool, error) {
	options := screen.Options{Packs: slices.Clone(screen.Packs()), Consultation: o.consultation, Today: calendar.DayOf(time.Now())}
	if o.allow != "" {
		data, err := s.read(o.allow)
		if err == nil {
			options.Allow, err = screen.ReadAllow(o.allow, data)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	for _, name := range o.packs {
		data, err := s.read(name)
		if err != nil {
			return nil, nil, err
		}
		p, err := screen.ReadPack(name, data)
		if err != nil {
			return nil, nil, err
		}
		options.Packs = append(options.Packs, p)
	}
	accepted := map[string]bool{}
	if o.accepted != "" {
		data, err := s.read(o.accepted)
		if err != nil {
			return nil, nil, err
		}
		for print := range strings.FieldsSeq(string(data)) {
			accepted[print] = true
		}
	}
	return screen.New(options), accepted, nil
}

// showScreened prints the findings in the files that were read: a line of JSON each, or for people the
// places and then what each rule is about. The words that were found are not
// repeated: they are what should go no further.
func (s *shell) showScreened(all []screened, read int) error {
	if s.json {
		e := json.NewEncoder(s.out)
		e.SetEscapeHTML(false)
		for _, x := range all {
			if err := e.Encode(x); err != nil {
				return err
			}
		}
		return nil
	}
	all = slices.DeleteFunc(slices.Clone(all), func(x screened) bool { return x.Error != "" }) // told on the other stream
	var p page
	switch {
	case len(all) > 0:
		p.screened(all)
	case read > 0:
		p.say("cli.screen.none", read)
	}
	return s.write("-", []byte(p.String()))
}

// screened prints findings as a table, with an explanation of each rule below.
func (p *page) screened(all []screened) {
	rows := [][]string{heads("cli.head.file", "cli.head.part", "cli.head.place", "cli.head.what", "cli.head.severity", "cli.head.repair", "cli.head.fingerprint")}
	var rules []string
	for _, x := range all {
		at := ""
		if x.line > 0 {
			at = i18n.T("cli.line", x.line)
		}
		rows = append(rows, []string{x.File, x.Part, at, i18n.T("screen." + x.Rule), i18n.T("screen.severity." + string(x.Severity)), x.Repair, x.Fingerprint()})
		if !slices.Contains(rules, x.Rule) {
			rules = append(rules, x.Rule)
		}
	}
	p.table("", rows...)
	for _, r := range rules {
		p.line("")
		p.say("cli.screen.about", i18n.T("screen."+r), i18n.T("screen."+r+".why"), i18n.T("screen."+r+".do"))
	}
	p.line("")
	p.say("cli.screen.total", len(all))
}

// linesOf are the lines of their parts that findings begin in; 0 for what has no place.
func linesOf(f extract.File, found []screen.Finding) []int {
	out := make([]int, len(found))
	next := 0
	for _, part := range f.Parts {
		runes, line := 0, 1
		for _, c := range part.Text {
			for next < len(found) && found[next].Part == part.Name && found[next].Start == runes && found[next].End > 0 {
				out[next] = line
				next++
			}
			if runes++; c == '\n' {
				line++
			}
		}
	}
	return out
}
