"""Django's PostgreSQL for a replica."""
