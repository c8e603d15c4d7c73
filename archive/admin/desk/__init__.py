"""The first page of the admin: what waits for this person, how the evidence stands, what changed, what is healthy."""
