"""Who and what is where: readers of pictures, each of which makes a row of numbers of every one."""

from goalmouth.registry import Registry

READERS = Registry(
    "reader",
    {
        "ball": "goalmouth.game_state.ball:BallReader",
        "pictures": "goalmouth.game_state.seen:PictureReader",
    },
)
"""Each is made with what takes the rows, and with a file of weights where one is named."""
