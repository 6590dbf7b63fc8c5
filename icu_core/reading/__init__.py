"""The input border: files and pasted text become texts, or a message says why not."""
