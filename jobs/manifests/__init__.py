"""Manifests as the console shows and changes them: counted, read in windows, added to, merged."""
