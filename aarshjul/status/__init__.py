"""The status report: figures, page, pdf, xlsx, json."""
