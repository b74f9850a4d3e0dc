"""`python -m gtconsole` starts everything; ./run does this once all that it needs is installed."""

import signal
import sys

# The worker process imports this file again under another name and must not start anything.
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing runs yet: Ctrl-C ends this quietly
    from gtconsole.launcher import main

    sys.exit(main())
