"""What attacks the archive at length, by commands of its own; a short form of each stands in the suite."""
