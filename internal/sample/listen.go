package sample

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"tulieu"
)

// A Listening is a set of portals that answer on loopback, each on its own
// port.
type Listening struct {
	portals  []*Portal
	hosts    []string
	servers  []*http.Server
	profiles []tulieu.Portal
}

// Start lets portals answer on 127.0.0.1 until Close: on the host that hosts
// names for a portal, or else on a free port.
func Start(hosts map[string]string, portals ...*Portal) (*Listening, error) {
	l := &Listening{portals: portals}
	for _, p := range portals {
		host := hosts[p.Name()]
		if host == "" {
			host = "127.0.0.1:0"
		}
		conn, err := net.Listen("tcp", host)
		if err != nil {
			l.Close()
			return nil, fmt.Errorf("sample: %w", err)
		}
		server := &http.Server{Handler: p, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute}
		go server.Serve(conn) // ends with Close
		l.servers = append(l.servers, server)
		l.hosts = append(l.hosts, conn.Addr().String())
		profile, err := p.Profile(conn.Addr().String())
		if err != nil {
			l.Close()
			return nil, err
		}
		l.profiles = append(l.profiles, profile)
	}
	return l, nil
}

// Profiles are those of the portals, where they listen.
func (l *Listening) Profiles() []tulieu.Portal { return l.profiles }

// WriteProfiles writes a YAML file for each portal into dir, which it makes.
func (l *Listening) WriteProfiles(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("sample: %w", err)
	}
	for i, p := range l.portals {
		text, err := p.ProfileYAML(l.hosts[i])
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, p.Name()+".yaml"), text, 0o644); err != nil {
			return fmt.Errorf("sample: %w", err)
		}
	}
	return nil
}

// Close ends the portals' answers.
func (l *Listening) Close() error {
	var errs []error
	for _, s := range l.servers {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}
