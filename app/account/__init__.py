"""A person's own page: password, second factor, sessions; and the mailed links that open it."""
