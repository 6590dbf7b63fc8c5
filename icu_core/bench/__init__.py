"""Methods side by side: run, measured, and made into tables and a picture."""
