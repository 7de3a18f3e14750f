"""What comes with time: reminders, statements, interviews that lapse, tidying up."""
