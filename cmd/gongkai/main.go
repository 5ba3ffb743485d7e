// Command gongkai publishes, answers and accounts for a district's government.
package main

import (
	"os"

	"gongkai.example/gongkai/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ())) }
