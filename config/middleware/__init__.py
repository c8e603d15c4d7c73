"""What stands around every answer, and before every request."""
