package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A kind is one sort of rows, as the API for programs gives them to anybody.
type kind struct {
	name string // of the file
	path string // in the API
	one  string // what gives one row in full; "" if the list does
	list string // the field of the answer that has the rows
}

// kinds is everything public that has rows.
var kinds = []kind{
	{name: "items", path: "/api/public/items", one: "/api/public/items/{id}", list: "items"},
	{name: "plans", path: "/api/public/plans", one: "/api/public/plans/{id}", list: "items"},
	{name: "columns", path: "/api/public/columns", list: "columns"},
	{name: "catalogues", path: "/api/public/catalogues", list: "catalogues"},
	{name: "topics", path: "/api/public/topics", list: "topics"},
}

// tables are files that the API makes of rows.
var tables = map[string]string{"items.csv": "/api/public/items.csv", "dcat.jsonld": "/api/public/dcat.jsonld"}

// data writes the rows of every kind, one JSON object a line, with the schema of an object.
func (w *writer) data() error {
	var spec spec
	body, err := w.get("/api/openapi.json")
	if err == nil {
		err = json.Unmarshal(body, &spec)
	}
	if err != nil {
		return err
	}
	for _, k := range kinds {
		if err := w.rows(k); err != nil {
			return fmt.Errorf("%s: %w", k.path, err)
		}
		schema, err := spec.schema(k)
		if err != nil {
			return fmt.Errorf("%s: %w", k.path, err)
		}
		if err := w.file(path.Join(dataDir, k.name+".schema.json"), schema); err != nil {
			return err
		}
	}
	return w.tables()
}

// tables writes the files that the API makes of rows. One that would be too large it does
// not make; the rows are in the lines beside it.
func (w *writer) tables() error {
	for name, at := range tables {
		a, err := w.Get(w.ctx, at)
		switch {
		case err != nil:
			return err
		case a.Status == http.StatusRequestEntityTooLarge:
			continue
		case a.Status != http.StatusOK:
			return unanswered(at, a.Status)
		}
		if err := w.file(path.Join(dataDir, name), a.Body); err != nil {
			return err
		}
	}
	return nil
}

// unanswered is the end of an export that the site fails on.
func unanswered(address string, status int) error {
	return fault.New(fault.Busy, "export.unanswered", address, status)
}

// get asks the API as a visitor.
func (w *writer) get(address string) ([]byte, error) {
	a, err := w.Get(w.ctx, address)
	if err == nil && a.Status != http.StatusOK {
		err = unanswered(address, a.Status)
	}
	return a.Body, err
}

// rows writes one kind.
func (w *writer) rows(k kind) (err error) {
	out, err := w.create(path.Join(dataDir, k.name+".jsonl"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	for address := k.path; address != ""; {
		rows, after, err := w.page(address, k.list)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := w.row(out, k, row); err != nil {
				return err
			}
		}
		if address = ""; after != "" {
			address = k.path + "?" + url.Values{"after": {after}}.Encode()
		}
	}
	return nil
}

// page is one page of a list, and where the next one begins; "" is the end.
func (w *writer) page(address, list string) (rows []json.RawMessage, after string, err error) {
	body, err := w.get(address)
	if err != nil {
		return nil, "", err
	}
	var page map[string]json.RawMessage
	if err := json.Unmarshal(body, &page); err != nil {
		return nil, "", err
	}
	if err := json.Unmarshal(page[list], &rows); err != nil {
		return nil, "", fmt.Errorf("%s: %w", list, err)
	}
	if next := page["next"]; next != nil {
		err = json.Unmarshal(next, &after)
	}
	return rows, after, err
}

// row writes one row, on one line.
func (w *writer) row(out io.Writer, k kind, row json.RawMessage) error {
	row, err := w.whole(k, row)
	if err != nil {
		return err
	}
	var line bytes.Buffer
	if err := json.Compact(&line, row); err != nil {
		return err
	}
	line.WriteByte('\n')
	w.Rows++
	_, err = out.Write(line.Bytes())
	return err
}

// whole is a row with everything that is public of it.
func (w *writer) whole(k kind, row json.RawMessage) (json.RawMessage, error) {
	if k.one == "" {
		return row, nil
	}
	var of struct {
		ID json.Number `json:"id"`
	}
	if err := json.Unmarshal(row, &of); err != nil {
		return nil, err
	}
	return w.get(strings.Replace(k.one, "{id}", of.ID.String(), 1))
}

// A spec is the description of the API, as far as it is read here.
type spec struct {
	Paths map[string]struct {
		Get struct {
			Responses map[string]struct {
				Content map[string]struct {
					Schema json.RawMessage `json:"schema"`
				} `json:"content"`
			} `json:"responses"`
		} `json:"get"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]json.RawMessage `json:"schemas"`
	} `json:"components"`
}

const (
	inSpec   = "#/components/schemas/"
	inSchema = "#/$defs/"
)

// schema is the JSON Schema of a row of a kind, with all that it refers to.
func (s spec) schema(k kind) ([]byte, error) {
	at := k.one
	if at == "" {
		at = k.path
	}
	row := s.Paths[at].Get.Responses["200"].Content["application/json"].Schema
	if k.one == "" {
		var err error
		if row, err = s.element(row, k.list); err != nil {
			return nil, err
		}
	}
	if len(row) == 0 {
		return nil, errors.New("the API does not describe its rows")
	}
	defs := map[string]json.RawMessage{}
	s.collect(row, defs)
	out := struct {
		Schema string                     `json:"$schema"`
		Of     json.RawMessage            `json:"allOf"`
		Defs   map[string]json.RawMessage `json:"$defs"`
	}{"https://json-schema.org/draft/2020-12/schema", json.RawMessage("[" + string(row) + "]"), defs}
	text, err := json.MarshalIndent(out, "", " ")
	return append(bytes.ReplaceAll(text, []byte(inSpec), []byte(inSchema)), '\n'), err
}

// element is the schema of the elements of a list in an answer.
func (s spec) element(answer json.RawMessage, list string) (json.RawMessage, error) {
	type object struct {
		Ref        string            `json:"$ref"`
		Properties map[string]object `json:"properties"`
		Items      json.RawMessage   `json:"items"`
	}
	var o object
	err := json.Unmarshal(answer, &o)
	if err == nil && o.Ref != "" {
		err = json.Unmarshal(s.Components.Schemas[strings.TrimPrefix(o.Ref, inSpec)], &o)
	}
	return o.Properties[list].Items, err
}

// collect gathers the schemas that one refers to.
func (s spec) collect(of json.RawMessage, into map[string]json.RawMessage) {
	for part := range bytes.SplitSeq(of, []byte(`"`+inSpec)) {
		name, _, ok := bytes.Cut(part, []byte(`"`))
		if schema := s.Components.Schemas[string(name)]; ok && schema != nil && into[string(name)] == nil {
			into[string(name)] = schema
			s.collect(schema, into)
		}
	}
}
