"""Sheet and key of every problem in `problems/`, into `output/gallery/`, and all pages together. Run by `make gallery`.

Names of files are arguments of programs here, and text of a shell nowhere.
"""

import subprocess
import sys
from pathlib import Path

from gen.format.exam_file import problem_files
from gen.messages.errors import InputErrors

PROBLEMS, GALLERY = Path("problems"), Path("output", "gallery")
FORMS = {"exam": Path("exam.pdf"), "solutions": Path("staff", "solutions.pdf")}


def main() -> None:
    gen = Path(sys.executable).with_name("gen")
    folders = []
    for file in problem_files(PROBLEMS):
        if file.parent == PROBLEMS:
            folders.append(GALLERY / file.stem)
            for form in FORMS:
                subprocess.run([gen, form, "--out", folders[-1], "--", file], check=True, stdout=subprocess.DEVNULL)
            print(folders[-1], flush=True)
    for pdf in FORMS.values():
        (GALLERY / pdf).parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["pdfunite", *(folder / pdf for folder in folders), GALLERY / pdf], check=True)
    print("all pages:", *(GALLERY / pdf for pdf in FORMS.values()))


if __name__ == "__main__":
    try:
        main()
    except InputErrors as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
