"""A new labeling job: the form for it, what it is begun from, checked, told and made."""
