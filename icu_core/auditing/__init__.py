"""The audit: what it is about, the inquiry itself, its verdict, and the folder that keeps it."""
