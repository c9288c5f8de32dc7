"""The order of the steps; the one module that knows every room."""
