"""Past one machine: replicas of the database, several web processes, storage that they share, migrations under load."""
