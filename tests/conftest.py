"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# A property either holds or it does not; how long an example takes on a busy machine is no part of it.
settings.register_profile("thirdorder", deadline=None)
settings.load_profile("thirdorder")
