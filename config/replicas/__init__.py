"""Reading from PostgreSQL's streaming replicas: which request reads where, and which replica is fit to be read from.

    choice.py       what one request reads from: one database for the whole of it
    router.py       tells Django's models
    middleware.py   chooses for each request, asks the primary again where a replica fails, and marks what editors saw
    watch.py        looks, beside the requests, which replicas answer and how late they are
    backend/        Django's PostgreSQL, which notes that a replica has failed a request

Without REPLICA_URLS none of it is in use.
"""
