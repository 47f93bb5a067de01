"""Puts this folder on the path for what the tests share, and keeps them off the user's keyring."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode does not
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
