"""What the municipality has chosen for its own security: who needs a second factor, which words are weak."""
