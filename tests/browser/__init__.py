"""What people do, played in real Chromium against the real program."""
