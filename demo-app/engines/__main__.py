"""`python -m engines [--generation 2|3|both]`: set the engines up and say what was found."""

import argparse
import sys
from collections.abc import Sequence

from engines.errors import EnginesError
from engines.locate import locate
from engines.version import text

CHOICES: dict[str, tuple[int | None, ...]] = {"any": (None,), "2": (2,), "3": (3,), "both": (2, 3)}


def main(argv: Sequence[str] | None = None) -> int:
    """Set up; exit code 1 with the reason when it cannot be done."""
    parser = argparse.ArgumentParser(prog="engines", description=__doc__)
    parser.add_argument("--generation", choices=CHOICES, default="any", help="default: any, PATH first")
    chosen = parser.parse_args(argv).generation
    try:
        for generation in CHOICES[chosen]:
            found = locate(generation)
            sys.stdout.write(
                f"Prometheus {text(found.prometheus_version)}, Alertmanager {text(found.alertmanager_version)} "
                f"({found.origin})\n"
            )
    except EnginesError as error:
        sys.stderr.write(f"engines: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
