package db

import (
	"fmt"
	"reflect"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// Get returns one row as a T, or a NotFound fault. The text starts at FROM; the
// columns are the db tags of T, so they are written once.
func Get[T any](tx *Tx, from string, args ...any) (T, error) {
	var out T
	found := false
	err := Each(tx, func(t T) error {
		if !found {
			out, found = t, true
		}
		return nil
	}, from, args...)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "not_found")
	}
	return out, err
}

// All returns every row as Ts; the text is as for Get.
func All[T any](tx *Tx, from string, args ...any) ([]T, error) {
	var out []T
	err := Each(tx, func(t T) error { out = append(out, t); return nil }, from, args...)
	return out, err
}

// Each calls f with every row as a T, without holding them all; the text is as for Get.
func Each[T any](tx *Tx, f func(T) error, from string, args ...any) error {
	t := reflect.TypeFor[T]()
	cols := columns(t)
	rows, err := tx.query(selectOf(t)+from, args)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	dest := make([]any, len(cols))
	for rows.Next() {
		row := reflect.New(t).Elem()
		for i, c := range cols {
			dest[i] = c.dest(row)
		}
		if err := rows.Scan(dest...); err != nil {
			return fmt.Errorf("%s: %w", brief(from), err)
		}
		if err := f(row.Interface().(T)); err != nil {
			return err
		}
	}
	return rows.Err()
}

// One returns a single value, or a NotFound fault if there is no row.
func One[V any](tx *Tx, query string, args ...any) (V, error) {
	var v V
	rows, err := tx.query(query, args)
	if err != nil {
		return v, err
	}
	defer func() { _ = rows.Close() }()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return v, err
		}
		return v, fault.New(fault.NotFound, "not_found")
	}
	c := column{index: []int{0}}
	holder := reflect.ValueOf(&struct{ V V }{}).Elem()
	if err := rows.Scan(c.dest(holder)); err != nil {
		return v, fmt.Errorf("%s: %w", brief(query), err)
	}
	return holder.Field(0).Interface().(V), rows.Err()
}

// Insert adds row to table by its db tags. The row has its id already (Tx.ID).
func Insert[T any](tx *Tx, table string, row T) error {
	v := reflect.Indirect(reflect.ValueOf(row))
	var names []string
	var args []any
	for _, c := range columns(v.Type()) {
		if !c.key {
			continue
		}
		arg, err := c.value(v)
		if err != nil {
			return err
		}
		names, args = append(names, c.name), append(args, arg)
	}
	marks := strings.Repeat(", ?", len(names))[2:]
	_, err := tx.Exec("INSERT INTO "+table+" ("+strings.Join(names, ", ")+") VALUES ("+marks+")", args...)
	return err
}

// Update saves row to table by its db tags if its rev is still the stored one,
// and raises the rev; otherwise somebody else was first, which is a Conflict
// fault "db.rev". T needs the columns id and rev.
func Update[T any](tx *Tx, table string, row *T) error {
	v := reflect.ValueOf(row).Elem()
	var sets []string
	var args []any
	var id any
	var rev reflect.Value
	for _, c := range columns(v.Type()) {
		if !c.key {
			continue
		}
		arg, err := c.value(v)
		if err != nil {
			return err
		}
		switch c.name {
		case "id":
			id = arg
		case "rev":
			rev = v.FieldByIndex(c.index)
		default:
			sets, args = append(sets, c.name+" = ?"), append(args, arg)
		}
	}
	args = append(args, id, rev.Int())
	n, err := tx.Exec("UPDATE "+table+" SET "+strings.Join(sets, ", ")+", rev = rev + 1 WHERE id = ? AND rev = ?", args...)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "db.rev")
	}
	rev.SetInt(rev.Int() + 1)
	return nil
}
