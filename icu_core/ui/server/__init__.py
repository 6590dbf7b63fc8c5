"""Between a browser and the pages: who comes in, what they may do, and what is kept for them."""
