"""What AWS cannot hold: who was created from whom, through this console."""

from __future__ import annotations

from django.db import models


class Submission(models.Model):
    """One form sent: its id makes a second click harmless, its row remembers a job's origin.

    The row is made before AWS is asked and gets `labeling_job_arn` when AWS has answered.
    `attempts` counts how often the form was sent, those that are still on their way included.
    """

    id = models.UUIDField(primary_key=True)
    endpoint = models.CharField(max_length=8)
    region = models.CharField(max_length=32)
    labeling_job_name = models.CharField(max_length=63)
    how = models.CharField(max_length=8)
    prior_job_name = models.CharField(max_length=63, blank=True)
    labeling_job_arn = models.CharField(max_length=2048, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["endpoint", "region", "prior_job_name"], name="submission_by_prior_job"
            )
        ]

    def __str__(self) -> str:
        return f"{self.how} {self.labeling_job_name}"
