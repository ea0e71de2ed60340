"""Runs the command line, which is a program of its own: ``python -m kvant photo.jpg -k 24``."""

import os
import shutil
import sys


def main():
    """Becomes the program, if it is there."""
    here = os.path.realpath(sys.argv[0])
    paths = os.environ.get("PATH", os.defpath).split(os.pathsep)
    for folder in paths:
        program = shutil.which("kvant", path=folder)
        if program and os.path.realpath(program) != here and not is_script(program):
            os.execv(program, ["kvant", *sys.argv[1:]])
    sys.exit(
        "kvant: the command line is not installed: it is a program of its own (see kvant's README). "
        "In Python: kvant.quantize('photo.jpg', 24).save('photo-24.png')"
    )


def is_script(path):
    """Whether it is a text that begins with #!, as pip makes of this very function."""
    with open(path, "rb") as file:
        return file.read(2) == b"#!"


if __name__ == "__main__":
    main()
