"""A language model on the user's own server: what is sent, what comes back, and what is kept of it."""
