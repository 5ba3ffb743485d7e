package catalogue_test

import (
	"testing"

	"gongkai.example/gongkai/internal/kernel/screen"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

// rules are those of the screening that the program brings along.
func rules(*db.Tx) (*screen.Rules, error) {
	return screen.New(screen.Options{Packs: screen.Packs()}), nil
}

func TestMain(m *testing.M) { dbtest.Main(m) }
