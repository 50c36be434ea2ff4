"""The municipality's own words in the mails."""
