"""How hard property tests try: in `make test` a hundred examples, the same each time, so that red means a change; in
`make fuzz` thousands, fresh ones each time."""

import os

from hypothesis import settings

# No deadline: a shared machine is slow now and then, and that is no fault of what is tested.
_FUZZ = os.environ.get("FUZZ_EXAMPLES")
settings.register_profile("ours", deadline=None, max_examples=int(_FUZZ or "100"), derandomize=not _FUZZ)
settings.load_profile("ours")
