"""Requests whose files stay in memory: what somebody uploads never lies on the server's disk, not even for a moment.

The limit on their size is raised for one endpoint and one signed-in account at a time; everybody else keeps the small one.
"""

import io
from threading import Lock
from typing import IO, Any, Final

from flask import Request, request

from survey_app.campaigns.units_file import MAX_BYTES

# a table of a few megabytes unpacks to hundreds for a moment: in each process one at a time, and others wait their turn
ONE_FILE_AT_A_TIME: Final = Lock()
UPLOAD_BYTES = MAX_BYTES + 2**20  # a little more than a file may have, so that one too large is told so in words


class MemoryRequest(Request):
    """A request that writes no uploaded file to a temporary one, however long it is."""

    def _get_file_stream(self, *_args: Any, **_kwargs: Any) -> IO[bytes]:
        return io.BytesIO()


def allow_upload() -> None:
    """Let this request be as long as a table of answers may be; to be called before anything of its body is read."""
    request.max_content_length = UPLOAD_BYTES
