"""Everything that talks to people, disk or network."""
