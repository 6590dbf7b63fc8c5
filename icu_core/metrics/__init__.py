"""Pure functions from predictions and texts to numbers; nothing here runs a model."""
