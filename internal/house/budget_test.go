package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

const (
	fileLines = 500
	funcLines = 60
	// repeatRun lines that occur again word for word count as repeated.
	repeatRun = 6
	// repeatMost is the share of lines in nouns and surfaces that may be repeated.
	repeatMost = 0.03
)

func TestFileSize(t *testing.T) {
	for _, f := range goFiles(t) {
		if n := strings.Count(f.src, "\n"); n > fileLines && !f.test() {
			t.Errorf("%s: %d lines, at most %d; split it by noun", f.path, n, fileLines)
		}
	}
}

func TestFuncSize(t *testing.T) {
	fset := token.NewFileSet()
	for _, f := range goFiles(t) {
		if f.test() {
			continue
		}
		tree, err := parser.ParseFile(fset, f.path, f.src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line; n > funcLines {
				t.Errorf("%s: func %s has %d lines, at most %d", f.path, fn.Name.Name, n, funcLines)
			}
		}
	}
}

// TestRepetition measures sameness in nouns and surfaces: the share of code
// lines that stand in a run of six which occurs again word for word.
func TestRepetition(t *testing.T) {
	type place struct {
		file string
		line int
	}
	runs := map[string][]place{}
	lines := map[string][]string{}
	total := 0
	for _, f := range goFiles(t) {
		if f.test() || !strings.HasPrefix(f.path, "internal/domain/") && !strings.HasPrefix(f.path, "internal/surface/") {
			continue
		}
		code := codeLines(f.src)
		lines[f.path] = code
		total += len(code)
		for i := 0; i+repeatRun <= len(code); i++ {
			key := strings.Join(code[i:i+repeatRun], "\n")
			runs[key] = append(runs[key], place{f.path, i})
		}
	}
	repeated := map[place]bool{}
	worst := ""
	for key, at := range runs {
		if len(at) < 2 {
			continue
		}
		if worst == "" || key < worst {
			worst = key
		}
		for _, p := range at {
			for i := range repeatRun {
				repeated[place{p.file, p.line + i}] = true
			}
		}
	}
	share := float64(len(repeated)) / float64(max(total, 1))
	t.Logf("%d of %d lines of nouns and surfaces are repeated word for word: %.2f %%", len(repeated), total, 100*share)
	if share > repeatMost {
		t.Errorf("more than %.0f %%; one run:\n%s\nat %v", 100*repeatMost, worst, runs[worst])
	}
}

// codeLines returns the lines that say something: no blanks, comments, imports or lone brackets.
func codeLines(src string) []string {
	var out []string
	imports := false
	for line := range strings.Lines(src) {
		line = strings.TrimSpace(line)
		switch {
		case line == "import (":
			imports = true
		case imports && line == ")":
			imports = false
		case imports, line == "", strings.HasPrefix(line, "//"), strings.Trim(line, "(){}[],;") == "":
		default:
			out = append(out, line)
		}
	}
	return out
}
