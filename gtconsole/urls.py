"""Where the console's pages hang: all of them at the root."""

from django.urls import include, path

urlpatterns = [path("", include("jobs.urls"))]

handler404 = "jobs.views.errors.not_found"
handler500 = "jobs.views.errors.crashed"
