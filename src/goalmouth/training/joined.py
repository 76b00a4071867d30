"""Two networks as one file: what the first sees of pictures are the rows that the second tells of."""

from pathlib import Path

import numpy as np

from goalmouth.errors import EngineError, MissingEngine
from goalmouth.files import replacing
from goalmouth.runtime import onnx_session
from goalmouth.training.export import APART

FIRST = "height", "width", "late", "carried", "larger", "backbone"
"""What the file goes on to say of the first."""


def join(first: Path, second: Path) -> None:
    """Put the half of a network that sees pictures before one that tells of rows, into the latter's file.

    first : as ``goalmouth.models.seeing.Streamed`` is written, of which that is kept which sees. Raises
    ``EngineError`` where the file tells anything else of rows than before.
    """
    try:
        import onnx
        from onnx import compose, helper, utils
    except ImportError as error:
        raise MissingEngine("library", "onnx", "Install it with: pip install 'goalmouth[train]'") from error
    (_, seeing), (alone, telling) = onnx_session(first, 1), onnx_session(second, 1)
    # Names of the second's own must be no names of the first.
    tells = compose.add_prefix(onnx.load(str(second)), "tells_", rename_inputs=False, rename_outputs=False)
    sees = utils.Extractor(onnx.load(str(first))).extract_model(["pictures", "before"], ["seen", "after"])
    graph = helper.make_graph(
        [*sees.graph.node, *tells.graph.node],
        "joined",
        inputs=[*sees.graph.input, *tells.graph.input],
        outputs=[*sees.graph.output, *tells.graph.output],
        initializer=[*sees.graph.initializer, *tells.graph.initializer],
    )
    both = helper.make_model(graph, opset_imports=tells.opset_import, ir_version=tells.ir_version)
    own = {key: seeing[key] for key in FIRST if key in seeing}
    # The second has a row for each picture.
    helper.set_model_props(both, {**own, **telling, "every": "1"})
    rows = _rows(int(telling.get("fixed", 64)), int(telling["columns"]))
    shape = 1, int(seeing["height"]), int(seeing["width"]), 3
    idle = {"pictures": np.zeros(shape, np.uint8), "before": np.zeros(int(seeing["carried"]), np.float32)}
    wanted = alone.run(["told"], {"rows": rows})[0]
    with replacing(second) as path:
        onnx.save(both, str(path))
        found = onnx_session(path, 1)[0].run(["told"], {"rows": rows, **idle})[0]
        apart = float(np.abs(found - wanted).max())
        if not apart <= APART:
            raise EngineError(
                f"{second}: both in one differ by {apart:.2g} from the second, by {APART} at most"
            )


def _rows(count: int, columns: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.random.default_rng(0).normal(size=(count, columns)).astype(np.float32)
