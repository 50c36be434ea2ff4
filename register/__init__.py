"""Records: what personal data the municipality processes, on what basis, at what risk, and what that obliges it to."""
