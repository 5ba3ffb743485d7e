package config

import (
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// gather puts the pairs of the environment over those of the settings file that they name.
func gather(environ []string) (map[string]string, error) {
	over, vars := map[string]string{}, map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if key, ours := strings.CutPrefix(name, Prefix); ours && !strings.HasPrefix(key, "TEST_") {
			over[key] = value
		}
	}
	if file := over[fileKey]; file != "" {
		var err error
		if vars, err = readSettings(file); err != nil {
			return nil, err
		}
	}
	for key := range over { // a secret stands over the file's, whichever of its two names either has
		delete(vars, strings.TrimSuffix(key, "_FILE"))
		delete(vars, key+"_FILE")
	}
	for key, value := range over {
		if delete(vars, key); value != "" {
			vars[key] = value
		}
	}
	return vars, nil
}

// fileKey is the setting that names the settings file.
const fileKey = "ENV_FILE"

// readSettings reads a settings file: a line each, as systemd reads an EnvironmentFile. What
// systemd reads in another way than it looks, or skips in silence, is refused, and so is
// what is no setting: here nobody else would read it.
func readSettings(file string) (map[string]string, error) {
	text, err := readFile(file)
	if err != nil {
		return nil, fault.Field(Prefix+fileKey, "config.no_file", file)
	}
	vars := map[string]string{}
	var bad []fault.Row
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		name, written, isPair := strings.Cut(line, "=")
		value, plain := unquote(strings.TrimSpace(written))
		key, ours := strings.CutPrefix(strings.TrimSpace(name), Prefix)
		switch {
		case !isPair || !plain:
			bad = append(bad, fault.Row{Line: n, Text: fault.T("config.bad_line")})
		case !ours || key == fileKey:
			bad = append(bad, fault.Row{Line: n, Text: fault.T("config.not_here")})
		case value == "":
			delete(vars, key)
		default:
			vars[key] = value
		}
	}
	if len(bad) > 0 {
		return nil, &fault.Error{Kind: fault.Invalid, Text: fault.T("config.bad_settings", file), Rows: bad}
	}
	return vars, nil
}

// unquote is a value without the quotes around it. One that needs more than that is not plain.
func unquote(s string) (value string, plain bool) {
	if strings.Contains(s, `\`) {
		return "", false
	}
	if s == "" || s[0] != '"' && s[0] != '\'' {
		return s, true
	}
	quote := s[:1]
	value, closed := strings.CutSuffix(s[1:], quote)
	return value, closed && !strings.Contains(value, quote)
}
