"""What people read, in their language: gettext catalogues, and the checks they have to pass before anything is said."""
