"""The ground floor: database, clock, web edge, people, organisation, audit and mail. It knows no records."""
