package extract

// Forget has the next Read read again.
func Forget() { recent.Purge() }
