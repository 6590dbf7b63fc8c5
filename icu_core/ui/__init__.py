"""The pages: they read run folders and start jobs; nothing here trains.

Importing this package imports no torch and no model; what needs them is imported by the handlers.
"""
