"""Manifests read by Python alone: blocks decoded into columns, which are counted without a loop.

This is what reads them where compiled code could not be built.
"""
