package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/secret"
)

// use is whether anything was ever done in the district: what is to be done about a key
// that is not there depends on it.
type use int

const (
	unknown use = iota // the database does not say
	fresh              // nothing was, so the first start makes what is missing
	used               // a key was, and a new one is a loss
)

// keys looks at both keys.
func (x *examination) keys(ctx context.Context) {
	x.use = x.useOf(ctx)
	x.key("log_key", x.config.LogKey(), func(file string) error {
		b, err := os.ReadFile(file) //nolint:gosec // the path is the operator's
		if err == nil {
			_, err = proof.ParseSigner(strings.TrimSpace(string(b)))
		}
		return err
	})
	x.key("box_key", x.config.BoxKey(), func(file string) error {
		_, err := secret.OpenBox(file) // which is there
		return err
	})
}

func (x *examination) useOf(ctx context.Context) use {
	d, err := OpenDatabase(ctx, x.config)
	if fault.As(err).Text.Key == "app.no_database" {
		return fresh
	}
	if err != nil {
		return unknown
	}
	defer func() { _ = d.Close() }()
	all, err := d.Migrations(ctx)
	if err != nil {
		return unknown
	}
	if !all[0].Applied {
		return fresh
	}
	switch is, err := inUse(ctx, d); { // which an earlier schema cannot say
	case err != nil:
		return unknown
	case is:
		return used
	}
	return fresh
}

func (x *examination) key(check, file string, read func(file string) error) {
	info, err := os.Stat(file)
	if err == nil && open(info.Mode()) {
		x.add(check, Bad, fault.T("app.doctor.open", file, info.Mode().Perm().String()), fault.T("app.do.chmod", "0600", file))
		return
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = fault.Caused(err, fault.NotFound, "app.no_key", file)
	case err != nil:
		err = fault.Caused(err, fault.Forbidden, "app.closed_key", file)
	default:
		err = badKey(read(file), file)
	}
	if err != nil {
		x.failed(check, err, x.advice(err))
		return
	}
	x.ok(check, "app.doctor.key", filepath.ToSlash(file))
}

// advice is what to do about what keeps the program from starting.
func (x *examination) advice(err error) fault.Text {
	text := fault.As(err).Text
	switch text.Key {
	case "app.no_key":
		return fault.T(map[use]string{unknown: "app.do.key", fresh: "app.do.start", used: "app.do.key_back"}[x.use])
	case "app.no_database", "app.no_district":
		return fault.T("app.do.data")
	case "app.log_key_lost", "app.box_key_lost", "app.log_key_other", "app.box_key_other", "app.bad_key":
		return fault.T("app.do.key_back")
	case "secret.open_key", "journal.key_mode":
		return fault.T("app.do.chmod", "0600", text.Args[0])
	case "app.closed_key":
		return fault.T("app.do.rights")
	case "app.damaged":
		return fault.T("app.do.damaged")
	case "disk.full":
		return fault.T("app.do.room")
	}
	return fault.T("app.do.database")
}
