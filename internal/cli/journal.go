package cli

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"gongkai.example/gongkai/internal/app"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
)

func journalCommand(s *shell) *cobra.Command {
	var kept []string
	verify := command("verify", "journal_verify", takes(0, 0), func(cmd *cobra.Command, _ []string) error { return s.verifyJournal(cmd, kept) })
	verify.Flags().StringArrayVar(&kept, "checkpoint", nil, i18n.T("cli.flag.checkpoint"))
	var out string
	bundle := command("proof REF", "journal_proof", takes(1, 1), func(cmd *cobra.Command, args []string) error { return s.prove(cmd, args[0], out) })
	bundle.Flags().StringVarP(&out, "output", "o", "", i18n.T("cli.flag.output"))
	return group("journal", "journal", verify, bundle,
		command("checkpoint", "journal_checkpoint", takes(0, 0), s.checkpoint),
	)
}

// verifyJournal computes the log again. A leaf that does not fit is an error that names it.
func (s *shell) verifyJournal(cmd *cobra.Command, files []string) error {
	known := make([]string, len(files))
	for i, name := range files {
		data, err := s.read(name)
		if err != nil {
			return err
		}
		known[i] = string(data)
	}
	return s.with(cmd, looks, func(ctx context.Context, a *app.App) error {
		r, err := a.Journal.Verify(ctx, nil, known...)
		if err != nil {
			return err
		}
		if err := s.showVerified(r); err != nil {
			return err
		}
		return r.Err()
	})
}

func (s *shell) showVerified(r journal.Report) error {
	v := struct {
		journal.Report
		Good  bool   `json:"good"`
		Words string `json:"text,omitempty"`
	}{Report: r, Good: r.Finding == nil}
	if r.Finding != nil {
		v.Words = i18n.Text(r.Finding.Text)
	}
	return s.show(v, func(p *page) {
		if r.Finding == nil {
			p.say("cli.journal_good", r.Size, r.Heads)
		}
		p.table("  ",
			[]string{i18n.T("journal.entries"), number(int(r.Entries))},
			[]string{i18n.T("journal.pending"), i18n.T("cli.count", r.Pending)},
			[]string{i18n.T("journal.erasures"), i18n.T("cli.count", r.Erased)},
			[]string{i18n.T("journal.root"), r.Root},
			[]string{i18n.T("journal.fingerprint"), r.Fingerprint},
		)
	})
}

// prove writes the portable proof of a public act.
func (s *shell) prove(cmd *cobra.Command, ref, out string) error {
	return s.with(cmd, looks, func(ctx context.Context, a *app.App) error {
		if _, err := a.Journal.Sequence(ctx); err != nil { // what waits for a server that does not run
			return err
		}
		b, err := a.Journal.Proof(ctx, ref)
		if err != nil {
			return err
		}
		data, err := json.MarshalIndent(b, "", "  ")
		if err != nil {
			return err
		}
		if err := s.write(out, append(data, '\n')); err != nil || out == "" || out == "-" {
			return err
		}
		return s.show(map[string]any{"file": out, "index": b.Index, "origin": b.Origin}, func(p *page) { p.say("cli.proved", out, b.Index) })
	})
}

// checkpoint prints the newest signed checkpoint, for whoever wants to keep it.
func (s *shell) checkpoint(cmd *cobra.Command, _ []string) error {
	return s.with(cmd, looks, func(ctx context.Context, a *app.App) error {
		if _, err := a.Journal.Sequence(ctx); err != nil {
			return err
		}
		signed, err := a.Journal.Checkpoint(ctx)
		if err != nil {
			return err
		}
		k := a.Journal.Key()
		return s.show(map[string]string{"checkpoint": signed, "key": k.String(), "fingerprint": k.Fingerprint()}, func(p *page) {
			p.line(strings.TrimRight(signed, "\n"))
		})
	})
}

func verifyCommand(s *shell) *cobra.Command {
	var keys []string
	cmd := command("verify FILE", "verify", takes(1, 1), func(_ *cobra.Command, args []string) error { return s.verifyFile(args[0], keys) })
	cmd.Flags().StringArrayVar(&keys, "key", nil, i18n.T("cli.flag.key"))
	return cmd
}

// verifyFile checks a proof with nothing but the file.
func (s *shell) verifyFile(name string, keys []string) error {
	data, err := s.read(name)
	if err != nil {
		return err
	}
	b, err := proof.Parse(data)
	if err != nil {
		return err
	}
	r, failed := proof.Verify(b, keys...)
	steps := make([]string, len(r.Steps))
	for i, t := range r.Steps {
		steps[i] = i18n.Text(t)
	}
	out := struct {
		Good        bool       `json:"good"`
		Steps       []string   `json:"steps"`
		Leaf        proof.Leaf `json:"leaf"`
		Index       int64      `json:"index"`
		Size        int64      `json:"size"`
		Fingerprint string     `json:"fingerprint"`
		Pinned      bool       `json:"pinned"`
	}{failed == nil, steps, r.Leaf, r.Index, r.Size, r.Fingerprint, r.Pinned}
	if err := s.show(out, func(p *page) {
		for _, step := range steps {
			p.say("cli.step", step)
		}
		if failed == nil {
			p.say("cli.proof_good", r.Leaf.Ref, i18n.T(r.Leaf.Act), r.Leaf.At)
		}
	}); err != nil {
		return err
	}
	return failed
}
