"""The Runs page: a visitor's own runs, what came of them, and what can be done with them."""
