"""Make the source folder importable in the environment and put the `tuopin` command in it."""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """#!{python}
import sys
from tuopin.cli.main import main
if __name__ == "__main__":
    sys.exit(main())
"""


def link() -> None:
    site = Path(sysconfig.get_paths()["purelib"])
    (site / "tuopin-source.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    command = Path(sysconfig.get_paths()["scripts"]) / "tuopin"
    command.write_text(SCRIPT.format(python=sys.executable), encoding="utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    link()
