package auth

import (
	"fmt"
	"slices"
)

// A Role is what a post in a unit is for.
type Role string

// The roles. Their Chinese names are the i18n keys role.<role>.
const (
	Clerk      Role = "clerk"      // 经办人
	Head       Role = "head"       // 单位负责人
	Signer     Role = "signer"     // 签发人: the leader in charge, who signs what is made public
	Office     Role = "office"     // 政务公开办
	Secrecy    Role = "secrecy"    // 保密审查员
	Counsel    Role = "counsel"    // 法律顾问
	Supervisor Role = "supervisor" // 监督员
	Admin      Role = "admin"      // 管理员
)

// Roles lists every role in the order of menus.
var Roles = []Role{Clerk, Head, Signer, Office, Secrecy, Counsel, Supervisor, Admin}

// Policy says which permissions a role gives. Each noun brings its own lines;
// app joins them.
type Policy map[Perm][]Role

// Join returns one policy of many; two nouns may not name the same permission.
func Join(ps ...Policy) (Policy, error) {
	out := Policy{}
	for _, p := range ps {
		for perm, roles := range p {
			if _, twice := out[perm]; twice {
				return nil, fmt.Errorf("permission %s is defined twice", perm)
			}
			out[perm] = roles
		}
	}
	return out, nil
}

// Perms returns what r may do.
func (p Policy) Perms(r Role) map[Perm]bool {
	out := map[Perm]bool{}
	for perm, roles := range p {
		if slices.Contains(roles, r) {
			out[perm] = true
		}
	}
	return out
}
