"""The Audit page: attacks on an unlearned model, their verdict and the report."""
