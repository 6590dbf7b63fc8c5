"""The Unlearn page: choosing texts and settings, starting, and watching a run."""
