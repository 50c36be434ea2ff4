"""Mail that leaves: an outbox of rows, a worker that claims and sends."""
