package config

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"reflect"
	"strings"

	"github.com/caarlos0/env/v11"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Load reads the settings from "NAME=value" pairs, of which the last of a name
// counts: flags of the command line are put behind the environment (Flag gives
// their form). An empty value is none. Below them are those of the settings file
// that they name. It reads nothing but this file and the files of secrets. The
// faults name the variables, or the lines of the file.
func Load(environ []string) (Config, error) {
	vars, err := gather(environ)
	if err != nil {
		return Config{}, err
	}
	var bad fault.Check
	known := map[string]bool{}
	for _, v := range variables() {
		known[v.key] = true
		if v.secret {
			known[v.key+"_FILE"] = true
			readSecret(vars, v.key, &bad)
		}
	}
	for key := range vars {
		bad.That(known[key], Prefix+key, "config.unknown")
	}
	// One variable at a time, so that a fault has its name.
	for _, v := range variables() {
		if value, set := vars[v.key]; set {
			if _, err := parse(map[string]string{v.key: value}); err != nil {
				bad.That(false, Prefix+v.key, "config.unreadable", fault.T("config.type."+v.kind))
			}
		}
	}
	if err := bad.Err(); err != nil {
		return Config{}, err
	}
	c, err := parse(vars)
	if err != nil {
		return Config{}, fmt.Errorf("config.Load: %w", err)
	}
	c.HTTP.PublicURL = strings.TrimRight(c.HTTP.PublicURL, "/")
	return c, c.Check()
}

func parse(vars map[string]string) (Config, error) {
	return env.ParseAsWithOptions[Config](env.Options{
		Environment: vars,
		FuncMap:     map[reflect.Type]env.ParserFunc{reflect.TypeFor[[]netip.Prefix](): parseNets},
	})
}

// parseNets takes nets and single addresses.
func parseNets(s string) (any, error) {
	var out []netip.Prefix
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if a, err := netip.ParseAddr(part); err == nil {
			out = append(out, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(part)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

const fileSize = 64 << 10

// readSecret sets key from the file that key_FILE names.
func readSecret(vars map[string]string, key string, bad *fault.Check) {
	name, set := vars[key+"_FILE"]
	if !set {
		return
	}
	delete(vars, key+"_FILE")
	if _, twice := vars[key]; twice {
		bad.That(false, Prefix+key+"_FILE", "config.twice", Prefix+key)
		return
	}
	text, err := readFile(name)
	bad.That(err == nil, Prefix+key+"_FILE", "config.no_file", name)
	vars[key] = strings.TrimRight(text, "\r\n")
}

// readFile reads a small file.
func readFile(name string) (string, error) {
	f, err := os.Open(name) //nolint:gosec // the operator names the file
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, fileSize+1))
	if err == nil && len(b) > fileSize {
		err = errors.New("too large")
	}
	return string(b), err
}

// Flag turns a flag of the command line into a pair for Load: "listen" and
// ":9000" give "GONGKAI_LISTEN=:9000".
func Flag(name, value string) string {
	return Prefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_")) + "=" + value
}
