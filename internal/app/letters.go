package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/db"
)

// letters writes a letter.
func (a *App) letters(_ *db.Tx, kind string, v foi.Values) (string, error) {
	var b strings.Builder
	fmt.Fprintln(&b, kind)
	for _, k := range slices.Sorted(maps.Keys(v.Text)) {
		fmt.Fprintln(&b, k, v.Text[k])
	}
	return b.String(), nil
}
