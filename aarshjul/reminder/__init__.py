"""Which reminders a task wants, and the mails they become."""
