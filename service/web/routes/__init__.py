"""Pages for people and JSON for programs, over the same desk."""
