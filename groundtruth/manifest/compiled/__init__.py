"""Manifests counted in compiled code, where that could be built: two to three times as fast.

`sound.pyx` reads the lines with which nothing is wrong, and `block.py` has all others read by the
book. `./run` and `./test` build it; a server that is started otherwise goes without until they did.
"""
