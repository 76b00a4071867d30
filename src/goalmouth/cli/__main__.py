"""``python -m goalmouth.cli``."""

import sys

from goalmouth.cli import main

sys.exit(main())
