"""`python -m gen`: the command."""

from gen.cli import main

if __name__ == "__main__":
    main(prog_name="gen")
