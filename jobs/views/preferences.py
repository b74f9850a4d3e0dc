"""The Settings page: what a person likes, and what the console is connected to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from groundtruth.regions import REGIONS
from jobs import connection, fragments, listing, preferences


class PreferencesForm(forms.Form):
    """The preferences; a value of another kind cannot be chosen."""

    region = forms.ChoiceField(
        label="Default Region",
        help_text="The Region whose labeling jobs are shown first.",
        choices=[(code, f"{region.name} – {code}") for code, region in REGIONS.items()],
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        help_text="Times are shown as the clocks there show them.",
        choices=[(name, name.replace("_", " ")) for name in preferences.time_zones()],
    )
    page_size = forms.ChoiceField(
        label="Labeling jobs on a page", choices=[(str(size), size) for size in listing.SIZES]
    )
    theme = forms.ChoiceField(
        choices=[("auto", "As the system has it"), ("light", "Light"), ("dark", "Dark")],
        widget=forms.RadioSelect,
    )
    density = forms.ChoiceField(
        choices=[("comfortable", "Comfortable"), ("compact", "Compact")], widget=forms.RadioSelect
    )
    auto_refresh = forms.ChoiceField(
        label="Lists and progress",
        choices=[("on", "Keep up to date while they are looked at"), ("off", "Stay as they are")],
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    chosen = preferences.of(request)
    form = PreferencesForm(request.POST or None, initial=vars(chosen))
    if form.is_valid():
        messages.success(request, "Settings saved.")
        return _keep(reverse("settings"), preferences.changed(chosen, form.cleaned_data))
    context = {"form": form, "region": chosen.region} | _connection(request, chosen.region)
    return fragments.page_or_fragment(
        request,
        "settings.html",
        "_connection.html",
        "connection",
        context,
        status=422 if form.is_bound else 200,
    )


def _connection(request: HttpRequest, region: str) -> dict[str, Any]:
    asked = request.GET.get("test") == "1"
    return {
        "endpoints": connection.endpoints(region),
        "answers": connection.test(region) if asked else [],
    }


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme and go back to where it was chosen."""
    chosen = preferences.changed(preferences.of(request), {"theme": request.POST.get("theme", "")})
    return _keep(_back(request), chosen)


def _keep(to: str, chosen: preferences.Preferences) -> HttpResponse:
    response = HttpResponseRedirect(to, status=303)
    preferences.keep(response, chosen)
    return response


def _back(request: HttpRequest) -> str:
    """The page the form stood on, if it is one of ours."""
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return referer if ours else "/"
