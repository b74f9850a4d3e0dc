"""The console: pages over Ground Truth, spoken to over the wire alone."""
