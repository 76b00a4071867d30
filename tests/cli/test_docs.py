"""What the documentation names must exist, and what exists must be named."""

import argparse
import re
import shlex
import shutil
import sys
import tomllib
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest

from goalmouth.cli import main, parser
from goalmouth.errors import GoalmouthError
from goalmouth.labels import HIGHLIGHT, SOCCERNET_V2
from goalmouth.narration import COMMENTATORS
from goalmouth.pipeline.run import RESULTS
from goalmouth.speech import VOICES
from goalmouth.spotting import SPOTTERS
from goalmouth.spotting.replays import Replay
from goalmouth.types import Evidence, Video
from run_folder import check, load

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
TEXT = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
ALL = "\n".join(TEXT.values())


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT[page], re.M | re.S)


def verbs() -> dict[str, argparse.ArgumentParser]:
    return choices(parser())


def choices(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = [a.choices for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(found[0]) if found else {}


def options() -> set[str]:
    found = list(verbs().values())
    for verb in found:
        # The tasks of a command have options of their own.
        found += choices(verb).values()
    return {flag for verb in found for action in verb._actions for flag in action.option_strings}


def commands() -> list[str]:
    shown = [
        line[2:].partition(" #")[0]
        for page in TEXT
        for block in blocks(page, "console")
        for line in block.splitlines()
        if line.startswith("$ ")
    ]
    return [*shown, *re.findall(r"`((?:goalmouth|make) [^`…]+)`", ALL)]


def rows(page: str, heading: str) -> list[list[str]]:
    section = TEXT[page].split(f"{heading}\n", 1)[1]
    section = re.split(r"^#+ ", section, maxsplit=1, flags=re.M)[0]
    found = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    return found[2:]


@pytest.mark.parametrize("command", sorted({c.strip() for c in commands() if c.startswith("goalmouth ")}))
def test_every_command_shown_can_be_typed(command, capsys):
    words = [re.sub("^N$", "7", word) for word in shlex.split(command)[1:]]
    if len(words) == 1:
        assert words[0] in verbs()
        return
    if words[0] == "evaluate":
        needed = {"--labels": "labels", "--predictions": "predictions"}
        words += [word for flag, value in needed.items() if flag not in words for word in (flag, value)]
    elif "-o" not in words and words[0] not in ("doctor", "convert", "ask"):
        words += ["-o", "out"]
    if words[0] in ("spot", "highlights") and (len(words) < 2 or words[1].startswith("-")):
        words.insert(1, "match.mp4")
    assert parser().parse_args(words).command == words[0]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(commands())))))
def test_every_make_target_shown_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)


def test_every_option_named_exists():
    # Those of other programs are shown in whole commands of theirs.
    ours = "\n".join(line for line in ALL.splitlines() if not re.search(r"mypy|python -m|pip install", line))
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", ours))
    assert named <= options() | {"--help"}
    assert options() - {"--help", "-h", "-o", "--out", "--seed", "--lines", "--commentator"} <= named


def test_every_file_linked_or_named_exists():
    for page in PAGES:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", TEXT[page.name]):
            assert (page.parent / link).exists(), (page.name, link)
    for path in re.findall(r"`((?:src|docs|tests)/[^`<>]+)`", ALL.replace("src/goalmouth/speech/hum.py", "")):
        assert (ROOT / path).exists(), path


def test_every_name_of_where_do_i_add_exists():
    table = rows("README.md", "## Where do I add …?")
    assert len(table) >= 6
    text = " ".join(cell for row in table for cell in row)
    for folder in re.findall(r"`(src/goalmouth/\w+)/<", text):
        assert (ROOT / folder).is_dir()
    for name, path in re.findall(r"of `([A-Z]+)` in `([^`]+)`", text):
        assert re.search(rf"^{name}\b", (ROOT / path).read_text(), re.M), (name, path)
    protocols = (ROOT / "src/goalmouth/protocols.py").read_text()
    for verb in ("speak", "spot", "write"):
        assert f"`{verb}`" in text and f"def {verb}(" in protocols


def test_every_engine_is_in_the_readme():
    table = rows("README.md", "## Engines")
    for family, registry in (("voice", VOICES), ("spotter", SPOTTERS), ("commentator", COMMENTATORS)):
        named = [name for row in table if row[0] == family for name in re.findall(r"`([a-z-]+)`", row[1])]
        assert named == list(registry.rows)


def test_every_class_and_extra_named_exists():
    for label in re.findall(r"([A-Z][\w>-]+)=\d", ALL):
        assert label in (*SOCCERNET_V2, HIGHLIGHT)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(re.findall(r"(?:\.|goalmouth)\[(\w+)\]", ALL)) <= set(extras)


def test_every_message_quoted_is_said_somewhere():
    code = " ".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    said = re.sub(r'"\s*\n\s*f?"', "", code)
    for heading in ("# Troubleshooting", "## Notes"):
        for row in rows("troubleshooting.md", heading):
            for part in row[0].strip("`").split("…"):
                assert part.strip() in said, part


def test_every_file_of_the_run_folder_is_described(film):
    headings = re.findall(r"^### `(.+)`$", TEXT["formats.md"], re.M)
    assert set(headings) == {*(file for files in RESULTS.values() for file in files), "run.json"}
    for name in headings:
        # What is seen is looked for only where somebody asks for it.
        assert (film.out / name).exists() or name.endswith((".npy", ".zip")) or name == "transcript.json"
        if (film.out / name).suffix == ".json" and (film.out / name).exists():
            described = {
                key for row in rows("formats.md", f"### `{name}`") for key in re.findall(r"`(\w+)`", row[0])
            }
            # Half a minute has no replay in it.
            here = {f.name for f in fields(Replay)} if name == "replays.json" else keys(load(film.out / name))
            assert described == here, name
    stages = [row[0].strip("`") for row in rows("how-it-works.md", "# How it works")]
    assert stages == list(RESULTS)


def keys(value) -> set[str]:
    """Return the keys of a file's entries."""
    if isinstance(value, dict) and "predictions" in value:
        value = value["predictions"]
    if isinstance(value, dict) and all(isinstance(entry, dict) for entry in value.values()):
        value = list(value.values())
    entries = value if isinstance(value, list) else [value]
    return {key for entry in entries for key in entry}


def test_the_python_example_names_what_exists(match, tmp_path, monkeypatch, film, capsys):
    (code,) = blocks("README.md", "python")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GoalmouthError, match=r"match\.mp4"):
        exec(code, {})
    (tmp_path / "match.mp4").symlink_to(match / "match.mp4")
    shutil.copytree(film.out, tmp_path / "out")
    exec(code, {})
    assert "Goal" in capsys.readouterr().out


def test_the_voice_of_the_page_speaks(match, film, tmp_path, monkeypatch, capsys):
    code, row, spotter = blocks("adding-an-engine.md", "python")
    ((name, place),) = re.findall(r'"(\w+)": "([\w.:]+)"', row)
    module = ModuleType(place.partition(":")[0])
    exec(code, vars(module))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(VOICES.rows, name, place)
    assert main(["doctor"]) == 0
    assert re.search(rf"^voice +{name} +ready", capsys.readouterr().out, re.M)
    out = shutil.copytree(film.out, tmp_path / "out")
    assert main(["highlights", str(match / "match.mp4"), "-o", str(out), "--voice", name]) == 0
    assert check(out)["lines.json"]
    assert "voice: Hum" in (out / "index.html").read_text(encoding="utf-8")

    scope: dict = {}
    exec(spotter, scope)
    (spot,) = scope["LastMinute"]().spot(Evidence((Video(Path("a.mp4"), 90.0, 25, 640, 360),)))
    assert spot.time == 30


def test_the_still_is_small_and_its_command_works(film, tmp_path, monkeypatch):
    assert (ROOT / "docs/images/film.jpg").stat().st_size < 300_000
    scope: dict = {"__name__": "montage"}
    exec((ROOT / "docs/images/montage.py").read_text(), scope)
    page = scope["montage"](film.out, film.out, film.out)
    assert page.height == 640 and page.width > 640
