import subprocess
import sys

import pytest

HEAVY = ("av", "cv2", "scipy", "rapidocr", "onnxruntime", "torch", "PIL")


def imported(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print(' '.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.split(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize(
    "code",
    [
        "import goalmouth",
        "import goalmouth.types, goalmouth.protocols, goalmouth.errors, goalmouth.registry",
        "import goalmouth.speech, goalmouth.spotting, goalmouth.narration",
        "from goalmouth.cli import parser; parser()",
    ],
)
def test_no_engine_is_imported_before_it_is_asked_for(code: str) -> None:
    assert imported(code).isdisjoint(HEAVY)


def test_the_package_alone_imports_not_even_numpy() -> None:
    assert "numpy" not in imported("import goalmouth")


def test_scoring_unpacks_files_before_it_waits_for_numpy() -> None:
    assert "numpy" not in imported("import goalmouth.pipeline.evaluation, goalmouth.files")


def test_a_whole_run_needs_no_torch() -> None:
    code = "import goalmouth.pipeline.chain, goalmouth.simulate.broadcast, goalmouth.scene.text"
    assert "torch" not in imported(code)
