"""How hard property tests try: a hundred examples in `make test`, fresh ones each time; thousands in `make fuzz`."""

import os

from hypothesis import settings

# No deadline: a shared machine is slow now and then, and that is no fault of what is tested.
settings.register_profile("ours", deadline=None, max_examples=int(os.environ.get("FUZZ_EXAMPLES", "100")))
settings.load_profile("ours")
