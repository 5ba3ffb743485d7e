// Package unittest changes a district for tests.
package unittest

import (
	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
)

// Set gives a setting of the profile another value, as a load of the profile with that change
// does; "" takes it out.
func Set[K ~string](tx *db.Tx, key K, value string) error {
	l, err := unit.NewestLoad(tx)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	_, err = tx.Exec("INSERT INTO profile_load (id, name, digest, at, actor_name, changes) VALUES (?, ?, ?, ?, ?, 1)", tx.ID(), l.Name, l.Digest, tx.Now, tx.Actor.Name)
	if err == nil {
		_, err = tx.Exec("DELETE FROM profile_setting WHERE setting_key = ?", string(key))
	}
	if err == nil && value != "" {
		_, err = tx.Exec("INSERT INTO profile_setting (setting_key, value, confidence, note) VALUES (?, ?, 'H', '')", string(key), value)
	}
	return err
}
