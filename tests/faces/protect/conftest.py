"""A cloud for each module of tests, and an engine for each test."""

import pytest
from faces.protect.world import CANARIES, PLAIN, engine

from langchain_memprivacy.testing.loopback import Loopback


@pytest.fixture(scope="module")
def cloud():
    """A cloud that, at the end, has seen no private value."""
    with Loopback() as running:
        yield running
        running.assert_clean(CANARIES)


@pytest.fixture
def privacy(cloud):
    """An engine that knows nothing yet, and a cloud as new."""
    cloud.reply, cloud.delta, cloud.fault = PLAIN, 3, None
    cloud.clear()
    return engine()
