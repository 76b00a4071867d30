"""A recipe that is trained in a second."""

from pathlib import Path

import pytest

from inputs import noise

TINY = """
network = "actions"
[model]
trunk = "dilated"
stride = 1
displaced = true
wide = 16
[labels]
"labels.csv" = "{classes}"
[data]
videos = ["1.mp4"]
absent = []
aside = ["c"]
[train]
seed = 1
batch = 2
length = 24
uneven = true
loss = "focal"
window = 2.0
epochs = 9
rate = 1e-3
"""


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    """Return a list of classes; two short matches with labels of them are beside it in ``data``."""
    (tmp_path / "classes.txt").write_text("serve\nace\n")
    for folder in ("data/a", "data/c"):
        (tmp_path / folder).mkdir(parents=True)
        noise(tmp_path / folder / "1.mp4", 4)
        rows = [f"{at / 10},{'ace' if at % 2 else 'serve'}" for at in range(5, 35, 5)]
        (tmp_path / folder / "labels.csv").write_text("\n".join(["time,label", *rows]))
    return tmp_path / "classes.txt"


@pytest.fixture
def recipe(tmp_path: Path, classes: Path) -> Path:
    """Return a recipe; its matches are beside it in ``data``."""
    (tmp_path / "tiny.toml").write_text(TINY.format(classes=classes))
    return tmp_path / "tiny.toml"
