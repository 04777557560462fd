"""From a checkout: `python cli.py ...` does the same as `realist-eval ...`."""

from realist_eval.cli.main import main

if __name__ == "__main__":
    main()
