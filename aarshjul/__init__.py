"""The annual cycle: plan, dated tasks, reminders, the year wheel and status to the steering group."""
