"""Events: invitations, answers, attendance."""
