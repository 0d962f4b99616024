"""What the staff of a centre do in the admin: the day, booking for a patient, and changes."""
