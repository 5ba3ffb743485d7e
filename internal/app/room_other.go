//go:build !unix

package app

import "errors"

// roomIn is not known here.
func roomIn(string) (free, total uint64, err error) { return 0, 0, errors.ErrUnsupported }
