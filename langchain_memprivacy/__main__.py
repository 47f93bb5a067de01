"""`python -m langchain_memprivacy` is the command `memprivacy`."""

from .cli import main

if __name__ == "__main__":
    main()
