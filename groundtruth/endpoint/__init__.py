"""A local stand-in for SageMaker's labeling jobs, with S3, STS, IAM and KMS beside it."""
