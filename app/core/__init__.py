"""What every room stands on and what knows no noun of the field."""
