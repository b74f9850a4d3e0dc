"""Amazon SageMaker Ground Truth in plain Python: its rules, and an endpoint that keeps them."""
