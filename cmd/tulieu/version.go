package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"tulieu/crawler/extract"
	"tulieu/internal/mention"
)

type versionCommand struct{}

func (versionCommand) Run(e *env) error {
	_, err := fmt.Fprintf(e.stdout, "tulieu %s, extractor %d, finder %d, %s %s/%s\n",
		version(), extract.Version, mention.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// version is the program's: the module's, and the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && info.Main.Version == "(devel)" {
			v += " " + s.Value[:min(12, len(s.Value))]
		}
	}
	return v
}
