package api

import (
	"gongkai.example/gongkai/internal/platform/db"
)

// API is what the endpoints stand on. App sets the fields once.
type API struct {
	DB *db.DB
}
