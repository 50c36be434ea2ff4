"""The Art. 30 record as a document that is handed over: PDF and Word, as it is or as it was on a day."""
