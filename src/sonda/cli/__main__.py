"""`python -m sonda.cli`, which is what ./sonda runs."""

import sys

from sonda.cli.main import main

sys.exit(main())
