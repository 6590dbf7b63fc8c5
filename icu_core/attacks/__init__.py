"""Attacks on forgetting: each takes models, texts and settings, and gives a table with controls."""
