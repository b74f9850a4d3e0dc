"""What is fast, measured against what else one could use; each script prints its own figures."""
