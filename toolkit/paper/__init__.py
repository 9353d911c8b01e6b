"""Documents as plain blocks, and their two forms: a self-contained HTML page and a tagged PDF."""
