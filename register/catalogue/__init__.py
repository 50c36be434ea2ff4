"""What the records around an activity have in common: measures, recipients, laws, processors."""
