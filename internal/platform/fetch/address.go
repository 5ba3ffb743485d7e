package fetch

import "net/netip"

// special are the blocks that are not of the public network (IANA registries of
// special-purpose addresses, RFC 6890), and those through which one gets out of it.
var special = prefixes(
	"0.0.0.0/8",       // this network
	"10.0.0.0/8",      // private
	"100.64.0.0/10",   // shared by the customers of a provider (CGNAT)
	"127.0.0.0/8",     // loopback
	"169.254.0.0/16",  // link-local: clouds tell their secrets at 169.254.169.254
	"172.16.0.0/12",   // private
	"192.0.0.0/24",    // protocols
	"192.0.2.0/24",    // documentation
	"192.88.99.0/24",  // relays of 6to4
	"192.168.0.0/16",  // private
	"198.18.0.0/15",   // measurements
	"198.51.100.0/24", // documentation
	"203.0.113.0/24",  // documentation
	"224.0.0.0/4",     // multicast
	"240.0.0.0/4",     // reserved, broadcast
	"2001::/23",       // protocols: Teredo, ORCHID, measurements
	"2001:db8::/32",   // documentation
	"3fff::/20",       // documentation
)

// global holds every address that IPv6 has given out for the public network. Outside of it
// are loopback, unique local, link-local, site-local and multicast.
var global = netip.MustParsePrefix("2000::/3")

// Ways of writing an IPv4 address within one of IPv6, with the byte at which it
// begins. What counts is the address inside.
var embeddings = []struct {
	netip.Prefix
	at int
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12}, // NAT64
	{netip.MustParsePrefix("2002::/16"), 2},     // 6to4
}

func prefixes(all ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(all))
	for i, s := range all {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// public reports whether a is an address of the public network.
func public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	for _, e := range embeddings {
		if e.Contains(a) {
			b := a.As16()
			return public(netip.AddrFrom4([4]byte(b[e.at : e.at+4])))
		}
	}
	if a.Is6() && !global.Contains(a) {
		return false
	}
	return !within(special, a)
}

func within(all []netip.Prefix, a netip.Addr) bool {
	for _, p := range all {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
