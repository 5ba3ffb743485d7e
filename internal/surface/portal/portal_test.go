package portal_test

import _ "gongkai.example/gongkai/internal/surface/portal"

import (
	"testing"

	"gongkai.example/gongkai/internal/surface/web/webtest"
)

func TestTemplates(t *testing.T) { webtest.Pages(t) }
