"""The pages, one module per use case."""
