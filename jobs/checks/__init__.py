"""What can be looked up before a labeling job is created: a function for each thing to check."""
