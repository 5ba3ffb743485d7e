package user

import (
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/secret"
)

const (
	accounts = "user_account"
	posts    = "user_post"
	tokens   = "user_token"
)

// An account is a person with the secrets, which never leave the package.
type account struct {
	Person
	Hash    string `db:"hash"`
	TOTP    string `db:"totp"`     // sealed
	TOTPNew string `db:"totp_new"` // sealed, not confirmed yet
	Step    int64  `db:"totp_step"`
}

func load(tx *db.Tx, id int64) (account, error) {
	return db.Get[account](tx, "FROM user_account WHERE id = ?", id)
}

// byLogin returns the account of a login, or an empty one, so that a sign-in
// takes the same way for a name that nobody has.
func byLogin(tx *db.Tx, login string) (account, error) {
	a, err := db.Get[account](tx, "FROM user_account WHERE login = ?", login)
	if fault.Of(err) == fault.NotFound {
		return account{}, nil
	}
	return a, err
}

// scope narrows a read to the people that the actor may know of.
func scope(tx *db.Tx, w *db.Where) { w.Units("unit_id", tx.Actor.Over(See)) }

// see loads a person that the actor may know of, with all posts. Everybody may know of themselves.
func see(tx *db.Tx, id int64) (Person, error) {
	var w db.Where
	w.And("id = ?", id)
	if id != self(tx.Actor) {
		scope(tx, &w)
	}
	p, err := db.Get[Person](tx, "FROM user_account"+w.String(), w.Args...)
	if err != nil {
		return p, err
	}
	p.Posts, err = postsOf(tx, id)
	return p, err
}

func find(tx *db.Tx, q Find, page db.Page) (db.Rows[Person], error) {
	var w db.Where
	scope(tx, &w)
	if q.Unit != 0 {
		w.And("unit_id = ?", q.Unit)
	}
	if q.State != "" {
		w.And("state = ?", q.State)
	}
	if q.Text != "" {
		w.Like("lower(login || ' ' || name)", normal(q.Text))
	}
	rows, err := db.List[Person](tx, page, db.Query{From: accounts, Where: w, Order: []string{"login", "id"}})
	if err != nil {
		return rows, err
	}
	return rows, addPosts(tx, rows.Items)
}

// addPosts fills in the posts of all of a page at once.
func addPosts(tx *db.Tx, people []Person) error {
	at := map[int64]int{}
	ids := make([]any, len(people))
	for i, p := range people {
		at[p.ID], ids[i] = i, p.ID
		people[i].Posts = []Post{}
	}
	var w db.Where
	w.In("account_id", ids...)
	return db.Each(tx, func(p Post) error {
		i := at[p.Account]
		people[i].Posts = append(people[i].Posts, p)
		return nil
	}, "FROM user_post"+w.String()+" ORDER BY account_id, starts, id", w.Args...)
}

func postsOf(tx *db.Tx, id int64) ([]Post, error) {
	all, err := db.All[Post](tx, "FROM user_post WHERE account_id = ? ORDER BY starts, id", id)
	if all == nil {
		all = []Post{}
	}
	return all, err
}

// Samples are a few values that the box of the program has sealed, if there are any.
func Samples(tx *db.Tx) (out []secret.Sealed, err error) {
	some, err := db.All[account](tx, "FROM user_account WHERE totp <> '' ORDER BY id LIMIT 3")
	for _, a := range some {
		out = append(out, secret.Sealed{Value: a.TOTP, About: a.Ref()})
	}
	return out, err
}
