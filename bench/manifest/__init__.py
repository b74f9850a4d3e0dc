"""Scanning manifests, measured: `python -m bench.manifest`."""
