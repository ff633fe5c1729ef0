"""A module that is imported slowly, as those of large libraries are."""

import time

from tests.support import background_work

background_work.IMPORTS.append("begun")
time.sleep(0.3)
background_work.IMPORTS.append("ended")
