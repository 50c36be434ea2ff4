"""The register as files: json that imports again without loss, and csv and xlsx with a column for each field."""
