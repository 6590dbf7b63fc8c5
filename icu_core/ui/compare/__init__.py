"""The Compare page: the models of a run, asked the same, side by side."""
