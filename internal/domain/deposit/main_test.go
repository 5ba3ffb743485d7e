package deposit_test

import (
	"testing"

	"gongkai.example/gongkai/internal/platform/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
