"""What is written about requests, work and errors: for which format, about which request, and without secrets."""
