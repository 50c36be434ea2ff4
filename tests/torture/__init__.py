"""The promise that no reminder is lost, tried under kills, bad servers and absent databases: `./run torture`."""
