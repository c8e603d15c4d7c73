"""What templates of every door say about records."""
